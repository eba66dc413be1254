// SPDX-License-Identifier: Apache-2.0
#include "src/image/output_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string_view>
#include <utility>

#include "oci2boot/error.h"

namespace oci2boot {

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : ".";
}

namespace {

constexpr std::string_view kHiddenPrefix = ".oci2boot-";
constexpr std::string_view kHiddenSuffix = ".tmp";
constexpr int kMostHiddenNames = 10'000;

std::string quoted(const std::filesystem::path& path) {
  return "'" + path.string() + "'";
}

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& cause) {
  throw Error(ErrorCode::output_failed, "cannot write output " + quoted(path) + ": " + cause);
}

[[noreturn]] void fail_to_create(const std::filesystem::path& path, int error_number) {
  std::string cause = errno_text(error_number);
  const bool folder_is_there = ::access(folder_of(path).c_str(), F_OK) == 0;
  if (error_number == ENOENT && !folder_is_there) {
    cause += "; make the folder " + quoted(folder_of(path)) + " first";
  } else if (error_number == EACCES || error_number == EPERM || error_number == EROFS) {
    cause += "; choose a folder that you may write to";
  }
  fail(path, cause);
}

/// /dev/stdout is a link to the process's own descriptor: to replace it would cost the machine.
bool leads_to_a_descriptor(const std::filesystem::path& path) {
  std::error_code none;
  return std::filesystem::read_symlink(path, none).native().starts_with("/proc/");
}

void check_name_is_free(const std::filesystem::path& path, Existing existing) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return;
  const bool is_link = S_ISLNK(status.st_mode);
  // A link that leads nowhere stays what it is: a link.
  if (is_link) ::stat(path.c_str(), &status);
  if (S_ISDIR(status.st_mode)) fail(path, "it is a folder; name a file in it");
  if ((!S_ISREG(status.st_mode) && !S_ISLNK(status.st_mode)) ||
      (is_link && leads_to_a_descriptor(path))) {
    fail(path,
         "it exists and is no regular file; name a new file, or '-' (standard output) for "
         "what is no disk");
  }
  if (existing == Existing::refuse) fail(path, "it exists; --force replaces it");
}

std::filesystem::path hidden_name(const std::filesystem::path& folder, int number) {
  return folder / (std::string(kHiddenPrefix) + std::to_string(::getpid()) + "-" +
                   std::to_string(number) + std::string(kHiddenSuffix));
}

bool is_hidden_name(std::string_view name) {
  return name.starts_with(kHiddenPrefix) && name.ends_with(kHiddenSuffix);
}

/// The name under which a process reaches a file that has none (open(2), O_TMPFILE).
std::string descriptor_path(int fd) {
  return "/proc/self/fd/" + std::to_string(fd);
}

/// EISDIR and ENOENT: a kernel without O_TMPFILE; the others: such a file system.
bool lacks_unnamed_files(int error_number) {
  return error_number == EOPNOTSUPP || error_number == EISDIR || error_number == ENOENT ||
         error_number == EINVAL;
}

}  // namespace

OutputFile::OutputFile(std::filesystem::path path, OutputKind kind, Existing existing,
                       Scratch scratch)
    : path_(std::move(path)), kind_(kind), existing_(existing) {
  check_name_is_free(path_, existing_);
  open(scratch);
}

OutputFile::~OutputFile() {
  if (!hidden_name_.empty()) ::unlink(hidden_name_.c_str());
  if (fd_ >= 0) ::close(fd_);
}

void OutputFile::open(Scratch scratch) {
  if (scratch == Scratch::unnamed) {
    const mode_t mode = kind_ == OutputKind::executable ? 0777 : 0666;
    fd_ = ::open(folder_of(path_).c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
    if (fd_ < 0 && !lacks_unnamed_files(errno)) fail_to_create(path_, errno);
    if (fd_ >= 0 && ::access(descriptor_path(fd_).c_str(), F_OK) == 0) return;
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));  // no /proc: it could never get a name
  }
  open_named();
}

void OutputFile::open_named() {
  const mode_t mode = kind_ == OutputKind::executable ? 0777 : 0666;
  for (int number = 0; number < kMostHiddenNames; ++number) {
    const std::filesystem::path name = hidden_name(folder_of(path_), number);
    fd_ = ::open(name.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, mode);
    if (fd_ < 0 && errno == EEXIST) continue;
    if (fd_ < 0) fail_to_create(path_, errno);
    hidden_name_ = name;
    // Between the two calls another program may have taken the file for an abandoned one.
    struct stat status {};
    if (::flock(fd_, LOCK_EX | LOCK_NB) == 0 && ::fstat(fd_, &status) == 0 &&
        status.st_nlink == 1) {
      return;
    }
    ::unlink(name.c_str());
    hidden_name_.clear();
    ::close(std::exchange(fd_, -1));
  }
  fail(path_, "too many hidden files lie in its folder");
}

std::string OutputFile::description() const {
  return "output " + quoted(path_);
}

std::uint64_t OutputFile::size() const {
  struct stat status {};
  if (::fstat(fd_, &status) != 0) fail(path_, errno_text(errno));
  return static_cast<std::uint64_t>(status.st_size);
}

void OutputFile::sync() {
  // EINVAL: a file system that has no such thing.
  if (::fsync(fd_) != 0 && errno != EINVAL) fail(path_, errno_text(errno));
}

void OutputFile::prepare() {
  if (existing_ == Existing::replace && hidden_name_.empty()) link_to_hidden_name();
}

void OutputFile::link_to_hidden_name() {
  ::flock(fd_, LOCK_EX | LOCK_NB);
  for (int number = 0; number < kMostHiddenNames; ++number) {
    const std::filesystem::path name = hidden_name(folder_of(path_), number);
    if (::linkat(AT_FDCWD, descriptor_path(fd_).c_str(), AT_FDCWD, name.c_str(),
                 AT_SYMLINK_FOLLOW) == 0) {
      hidden_name_ = name;
      return;
    }
    if (errno != EEXIST) fail_to_create(path_, errno);
  }
  fail(path_, "too many hidden files lie in its folder");
}

void OutputFile::publish() {
  int result = 0;
  if (hidden_name_.empty()) {
    result = ::linkat(AT_FDCWD, descriptor_path(fd_).c_str(), AT_FDCWD, path_.c_str(),
                      AT_SYMLINK_FOLLOW);
  } else if (existing_ == Existing::replace) {
    result = ::rename(hidden_name_.c_str(), path_.c_str());
  } else {
    result = ::renameat2(AT_FDCWD, hidden_name_.c_str(), AT_FDCWD, path_.c_str(), RENAME_NOREPLACE);
    if (result != 0 && (errno == EINVAL || errno == ENOSYS)) {
      // The file system cannot tell: the name was free a moment ago at least.
      check_name_is_free(path_, existing_);
      result = ::rename(hidden_name_.c_str(), path_.c_str());
    }
  }
  if (result != 0) {
    const int cause = errno;
    check_name_is_free(path_, existing_);
    fail_to_create(path_, cause);
  }
  hidden_name_.clear();
  published_ = true;
}

void OutputFile::withdraw() noexcept {
  if (published_ && existing_ == Existing::refuse) ::unlink(path_.c_str());
}

void remove_abandoned_files(const std::filesystem::path& folder) noexcept {
  try {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (!is_hidden_name(entry.path().filename().native())) continue;
      // O_NONBLOCK: it may be somebody's FIFO.
      const int fd = ::open(entry.path().c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
      if (fd < 0) continue;
      struct stat status {};
      if (::fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == ::geteuid() &&
          ::flock(fd, LOCK_EX | LOCK_NB) == 0) {
        ::unlink(entry.path().c_str());
      }
      ::close(fd);
    }
  } catch (const std::exception&) {
    return;  // a folder that cannot be read has its say when the output is made
  }
}

}  // namespace oci2boot
