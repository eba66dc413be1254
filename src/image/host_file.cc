// SPDX-License-Identifier: Apache-2.0
#include "src/image/host_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

Error cannot_read(const std::string& name, int error_number) {
  const bool is_missing = error_number == ENOENT || error_number == ENOTDIR;
  return {is_missing ? ErrorCode::not_found : ErrorCode::failed,
          "cannot read " + name + ": " + errno_text(error_number)};
}

}  // namespace

HostFile::HostFile(const std::filesystem::path& path) : name_("'" + path.string() + "'") {
  // O_NONBLOCK: it may be a FIFO that nobody writes to.
  fd_ = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd_ < 0) throw cannot_read(name_, errno);
  struct stat status {};
  const bool is_known = ::fstat(fd_, &status) == 0;
  // Of a device stat(2) tells no size.
  const off_t end = ::lseek(fd_, 0, SEEK_END);
  const int cause = errno;
  const bool is_disk = is_known && (S_ISREG(status.st_mode) || S_ISBLK(status.st_mode));
  if (is_disk && end >= 0) {
    size_ = static_cast<std::uint64_t>(end);
    return;
  }
  ::close(std::exchange(fd_, -1));
  if (is_disk) throw cannot_read(name_, cause);
  throw Error(ErrorCode::invalid_image, "cannot read " + name_ + ": it is no regular file");
}

HostFile::HostFile(HostFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), size_(other.size_), name_(std::move(other.name_)) {}

HostFile::~HostFile() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace oci2boot
