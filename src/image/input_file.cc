// SPDX-License-Identifier: Apache-2.0
#include "src/image/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "oci2boot/error.h"

namespace oci2boot {

InputFile::InputFile(const std::filesystem::path& path) {
  // A FIFO without a writer must not keep us waiting.
  fd_ = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd_ < 0) {
    throw Error(ErrorCode::not_found, "it cannot be read: " + errno_text(errno));
  }
  struct stat status {};
  const bool is_known = fstat(fd_, &status) == 0;
  // Of a device stat(2) tells no size.
  const off_t end = lseek(fd_, 0, SEEK_END);
  if (!is_known || !(S_ISREG(status.st_mode) || S_ISBLK(status.st_mode)) || end < 0) {
    close(fd_);
    throw Error(ErrorCode::not_found, "it is no file");
  }
  size_ = static_cast<std::uint64_t>(end);
}

InputFile::~InputFile() {
  close(fd_);
}

std::size_t InputFile::read(std::span<std::byte> buffer) {
  for (;;) {
    const ssize_t count = pread(fd_, buffer.data(), buffer.size(), static_cast<off_t>(position_));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw Error(ErrorCode::failed, "it cannot be read: " + errno_text(errno));
    position_ += static_cast<std::uint64_t>(count);
    return static_cast<std::size_t>(count);
  }
}

std::uint64_t InputFile::skip(std::uint64_t count) {
  const std::uint64_t skipped = std::min(count, size_ - std::min(size_, position_));
  position_ += skipped;
  return skipped;
}

}  // namespace oci2boot
