// SPDX-License-Identifier: Apache-2.0
#include "oci/local_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include "oci/limit_exceeded.h"
#include "oci/scratch_file.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr std::size_t kSpoolChunk = 1U << 20;

[[noreturn]] void cannot_read(const std::string& name, const std::string& why) {
  throw Error(ErrorCode::not_found, "cannot read " + name + ": " + why);
}

}  // namespace

std::string name_without_folders(const std::string& path) {
  // The canonical path has no trailing slash, and no "." to be named after.
  std::error_code failed;
  const std::filesystem::path canonical = std::filesystem::weakly_canonical(path, failed);
  return failed ? path : canonical.filename().string();
}

LocalFile::LocalFile(int fd, std::uint64_t size, std::string name)
    : fd_(fd), size_(size), name_(std::move(name)) {}

LocalFile::~LocalFile() {
  close(fd_);
}

std::shared_ptr<const LocalFile> LocalFile::open(const std::filesystem::path& path) {
  // O_NONBLOCK: a FIFO without a writer is refused below, not waited for.
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) cannot_read(path.string(), errno_text(errno));
  std::shared_ptr<LocalFile> file(new LocalFile(fd, 0, path.string()));
  struct stat status {};
  if (fstat(fd, &status) != 0) cannot_read(path.string(), errno_text(errno));
  if (!S_ISREG(status.st_mode)) cannot_read(path.string(), "it is not a regular file");
  file->size_ = static_cast<std::uint64_t>(status.st_size);
  return file;
}

std::shared_ptr<const LocalFile> LocalFile::standard_input() {
  struct stat status {};
  if (fstat(STDIN_FILENO, &status) != 0 || !S_ISREG(status.st_mode)) return nullptr;
  // Only from its start: `(read line; oci2boot -) < file` means the rest.
  if (lseek(STDIN_FILENO, 0, SEEK_CUR) != 0) return nullptr;
  const int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
  if (fd < 0) cannot_read("standard input", errno_text(errno));
  return std::shared_ptr<LocalFile>(
      new LocalFile(fd, static_cast<std::uint64_t>(status.st_size), "standard input"));
}

std::shared_ptr<const LocalFile> LocalFile::spool(ByteSource& source,
                                                  const std::filesystem::path& scratch_folder,
                                                  std::string name, const Limits& limits) {
  Spool spool(scratch_folder, std::move(name), limits);
  std::vector<std::byte> chunk(kSpoolChunk);
  while (const std::size_t filled = read_fully(source, chunk)) {
    spool.append(std::span(chunk).first(filled));
  }
  return spool.finish();
}

std::size_t LocalFile::read_at(std::uint64_t offset, std::span<std::byte> buffer) const {
  while (true) {
    const ssize_t count = pread(fd_, buffer.data(), buffer.size(), static_cast<off_t>(offset));
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) cannot_read(name_, errno_text(errno));
  }
}

Spool::Spool(const std::filesystem::path& scratch_folder, std::string name, const Limits& limits)
    : file_(new LocalFile(open_scratch_file(scratch_folder), 0, std::move(name))),
      most_bytes_(limits.unpacked_bytes) {}

void Spool::append(std::span<const std::byte> bytes) {
  if (bytes.size() > most_bytes_ - file_->size_) {
    throw LimitExceeded("it unpacks to more than " + std::to_string(most_bytes_) + " bytes",
                        "unpacked-bytes");
  }
  write_scratch_file(file_->fd_, bytes, file_->size_);
  file_->size_ += bytes.size();
}

FileRange::FileRange(std::shared_ptr<const LocalFile> file, std::uint64_t offset,
                     std::uint64_t size)
    : file_(std::move(file)), offset_(offset), left_(size) {}

FileRange::FileRange(std::shared_ptr<const LocalFile> file)
    : file_(std::move(file)), offset_(0), left_(file_->size()) {}

std::size_t FileRange::read(std::span<std::byte> buffer) {
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), left_));
  if (wanted == 0) return 0;
  const std::size_t count = file_->read_at(offset_, buffer.first(wanted));
  offset_ += count;
  left_ = count == 0 ? 0 : left_ - count;
  return count;
}

std::uint64_t FileRange::skip(std::uint64_t count) {
  const std::uint64_t in_file = file_->size() - std::min(file_->size(), offset_);
  const std::uint64_t skipped = std::min({count, left_, in_file});
  offset_ += skipped;
  left_ -= skipped;
  return skipped;
}

std::size_t StandardInput::read(std::span<std::byte> buffer) {
  while (true) {
    const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) cannot_read("standard input", errno_text(errno));
  }
}

}  // namespace oci2boot
