// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/run/held_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

[[noreturn]] void cannot_lock(const std::filesystem::path& path, int error_number) {
  throw Error(ErrorCode::output_failed,
              "cannot lock " + path.string() + ": " + errno_text(error_number));
}

/// Whether `path` still leads to the open file: who removes something has its lock meanwhile.
bool is_at(int fd, const std::filesystem::path& path) {
  struct stat open_file {};
  struct stat named {};
  return ::fstat(fd, &open_file) == 0 && ::stat(path.c_str(), &named) == 0 &&
         open_file.st_dev == named.st_dev && open_file.st_ino == named.st_ino;
}

int operation_of(HeldLock::Kind kind) {
  return kind == HeldLock::Kind::shared ? LOCK_SH : LOCK_EX;
}

/// On a network file system an exclusive lock takes a file that is open for writing.
int flags_of(HeldLock::Kind kind) {
  return kind == HeldLock::Kind::shared ? O_RDONLY : O_RDWR;
}

}  // namespace

std::optional<HeldLock> HeldLock::take(const std::filesystem::path& path, int flags,
                                       int operation) {
  for (;;) {
    const int fd = ::open(path.c_str(), flags | O_CLOEXEC, 0600);
    if (fd < 0 && errno == ENOENT) return std::nullopt;
    if (fd < 0) cannot_lock(path, errno);
    HeldLock lock(fd);
    int result = 0;
    while ((result = ::flock(fd, operation)) != 0 && errno == EINTR) continue;
    if (result != 0 && errno == EWOULDBLOCK) return std::nullopt;
    if (result != 0) cannot_lock(path, errno);
    if (is_at(fd, path)) return lock;
  }
}

HeldLock HeldLock::wait(const std::filesystem::path& path, Kind kind) {
  std::optional<HeldLock> lock = take(path, O_RDWR | O_CREAT, operation_of(kind));
  if (!lock) cannot_lock(path, ENOENT);
  return std::move(*lock);
}

std::optional<HeldLock> HeldLock::wait_if_there(const std::filesystem::path& path, Kind kind) {
  return take(path, flags_of(kind), operation_of(kind));
}

std::optional<HeldLock> HeldLock::try_now(const std::filesystem::path& path, Kind kind) {
  return take(path, flags_of(kind), operation_of(kind) | LOCK_NB);
}

HeldLock::~HeldLock() {
  if (fd_ >= 0) ::close(fd_);
}

HeldLock::HeldLock(HeldLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

}  // namespace oci2boot
