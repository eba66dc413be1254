// SPDX-License-Identifier: Apache-2.0
#include "oci/cache/cache_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "oci/scratch_file.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr mode_t kPrivateFolder = 0700;
constexpr mode_t kPrivateFile = 0600;

/// False: errno says why.
bool make_folders(const std::filesystem::path& folder) {
  if (mkdir(folder.c_str(), kPrivateFolder) == 0 || errno == EEXIST) return true;
  if (errno != ENOENT || folder.empty()) return false;
  return make_folders(folder.parent_path()) &&
         (mkdir(folder.c_str(), kPrivateFolder) == 0 || errno == EEXIST);
}

/// The result of `make`, a system call that makes a name in `folder`. The folder is made first when
/// it is missing: nothing is made before there is something to keep, and prune removes what is
/// empty, perhaps right now.
template <typename Make>
int make_in(const std::filesystem::path& folder, const Make& make) {
  constexpr int kTries = 5;
  int result = make();
  for (int tries = 1; result < 0 && errno == ENOENT && tries < kTries; ++tries) {
    if (!make_folders(folder)) return -1;
    result = make();
  }
  return result;
}

}  // namespace

void cannot_keep(const CacheFolder& cache, int error_number) {
  const bool full = error_number == ENOSPC || error_number == EDQUOT;
  throw Error(ErrorCode::output_failed, "cannot write to the cache " + cache.folder().string() +
                                            ": " + errno_text(error_number) + " (" +
                                            (full ? "`oci2boot cache prune` makes room, " : "") +
                                            "--cache-dir names another folder)");
}

CacheFile::CacheFile(int fd, std::filesystem::path path, std::optional<CacheFolder> cache)
    : fd_(fd), path_(std::move(path)), cache_(std::move(cache)) {}

CacheFile::~CacheFile() {
  close(fd_);
}

std::shared_ptr<CacheFile> CacheFile::open(const std::filesystem::path& path) {
  // O_NONBLOCK: a FIFO that somebody put there is refused below, not waited for.
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) {
    if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP || errno == ENAMETOOLONG) {
      return nullptr;
    }
    throw Error(ErrorCode::failed, "cannot read " + path.string() + ": " + errno_text(errno) +
                                       " (--cache-dir names another folder)");
  }
  std::shared_ptr<CacheFile> file(new CacheFile(fd, path, std::nullopt));
  struct stat status {};
  if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) return nullptr;
  return file;
}

std::shared_ptr<CacheFile> CacheFile::open_or_make(const CacheFolder& cache,
                                                   const std::filesystem::path& path) {
  const int fd = make_in(path.parent_path(), [&] {
    return ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
                  kPrivateFile);
  });
  if (fd < 0) cannot_keep(cache, errno);
  return std::shared_ptr<CacheFile>(new CacheFile(fd, path, cache));
}

std::shared_ptr<CacheFile> CacheFile::open_to_lock(const CacheFolder& cache,
                                                   const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0 && errno == ENOENT) return nullptr;
  if (fd < 0) cannot_keep(cache, errno);
  return std::shared_ptr<CacheFile>(new CacheFile(fd, path, cache));
}

std::shared_ptr<CacheFile> CacheFile::make_temporary(const CacheFolder& cache) {
  std::string name;
  const int fd = make_in(cache.temporaries(), [&] {
    name = (cache.temporaries() / "XXXXXX").string();
    return mkostemp(name.data(), O_CLOEXEC);
  });
  if (fd < 0) cannot_keep(cache, errno);
  return std::shared_ptr<CacheFile>(new CacheFile(fd, name, cache));
}

std::shared_ptr<CacheFile> CacheFile::without_name(const std::filesystem::path& folder) {
  return std::shared_ptr<CacheFile>(new CacheFile(open_scratch_file(folder), folder, std::nullopt));
}

std::uint64_t CacheFile::size() const {
  struct stat status {};
  if (fstat(fd_, &status) != 0) return 0;
  return static_cast<std::uint64_t>(status.st_size);
}

FileIdentity CacheFile::identity() const {
  struct stat status {};
  if (fstat(fd_, &status) != 0) return {};
  return {status.st_dev, status.st_ino};
}

bool CacheFile::is_at(const std::filesystem::path& path) const {
  struct stat there {};
  return lstat(path.c_str(), &there) == 0 && identity() == FileIdentity{there.st_dev, there.st_ino};
}

void CacheFile::touch() const {
  futimens(fd_, nullptr);
}

bool CacheFile::try_lock() const {
  while (flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return false;
    if (errno != EINTR) cannot_write(errno);
  }
  return true;
}

void CacheFile::unlock() const {
  flock(fd_, LOCK_UN);
}

std::size_t CacheFile::read_at(std::uint64_t offset, std::span<std::byte> buffer) const {
  while (true) {
    const ssize_t count = pread(fd_, buffer.data(), buffer.size(), static_cast<off_t>(offset));
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) {
      throw Error(ErrorCode::failed, "cannot read " + path_.string() + ": " + errno_text(errno));
    }
  }
}

void CacheFile::write_at(std::uint64_t offset, std::span<const std::byte> bytes) const {
  while (!bytes.empty()) {
    const ssize_t count = pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) cannot_write(errno);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
}

void CacheFile::clear() const {
  if (ftruncate(fd_, 0) != 0) cannot_write(errno);
}

void CacheFile::cannot_write(int error_number) const {
  if (cache_) cannot_keep(*cache_, error_number);
  throw Error(ErrorCode::output_failed, "cannot write to a temporary file in " + path_.string() +
                                            ": " + errno_text(error_number) +
                                            " (TMPDIR names another folder)");
}

void rename_into(const CacheFolder& cache, const std::filesystem::path& from,
                 const std::filesystem::path& to) {
  const auto rename_it = [&] { return std::rename(from.c_str(), to.c_str()); };
  if (make_in(to.parent_path(), rename_it) != 0) cannot_keep(cache, errno);
}

void write_whole(const CacheFolder& cache, const std::filesystem::path& path,
                 std::string_view bytes) {
  const std::shared_ptr<CacheFile> file = CacheFile::make_temporary(cache);
  try {
    file->write_at(0, std::as_bytes(std::span(bytes)));
    rename_into(cache, file->path(), path);
  } catch (const Error&) {
    unlink(file->path().c_str());
    throw;
  }
}

std::optional<std::string> read_whole(const CacheFile& file, std::uint64_t limit) {
  const std::uint64_t size = file.size();
  if (size > limit) return std::nullopt;
  std::string bytes(static_cast<std::size_t>(size), '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const std::span<std::byte> rest = std::as_writable_bytes(std::span(bytes)).subspan(filled);
    const std::size_t count = file.read_at(filled, rest);
    if (count == 0) break;
    filled += count;
  }
  bytes.resize(filled);
  return bytes;
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    throw Error(ErrorCode::failed,
                "cannot read " + folder.string() + ": " + errno_text(error.value()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace oci2boot
