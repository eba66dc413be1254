// SPDX-License-Identifier: Apache-2.0
#include "src/image/write_fully.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

std::string way_out(int error_number) {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
      return "; free some space there or choose another folder";
    case EFBIG:
      return "; its file system or a limit (ulimit -f) allows no larger file";
    case EPIPE:
      return "; the program that reads it has ended";
    default:
      return {};
  }
}

/// `write_some` takes a part of the bytes as write(2) does.
template <class WriteSome>
void write_all(int fd, std::span<const std::byte> bytes, const std::string& what,
               WriteSome write_some) {
  while (!bytes.empty()) {
    const ssize_t written = write_some(bytes);
    if (written >= 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      // Whoever shares the file description may have made it non-blocking.
      pollfd room{fd, POLLOUT, 0};
      ::poll(&room, 1, -1);
    } else if (errno != EINTR) {
      throw_write_error(errno, what);
    }
  }
}

}  // namespace

void write_fully(int fd, std::span<const std::byte> bytes, const std::string& what) {
  write_all(fd, bytes, what, [fd](std::span<const std::byte> rest) {
    return ::write(fd, rest.data(), rest.size());
  });
}

void write_fully_at(int fd, std::uint64_t offset, std::span<const std::byte> bytes,
                    const std::string& what) {
  const std::byte* const begin = bytes.data();
  write_all(fd, bytes, what, [fd, offset, begin](std::span<const std::byte> rest) {
    const std::uint64_t at = offset + static_cast<std::uint64_t>(rest.data() - begin);
    return ::pwrite(fd, rest.data(), rest.size(), static_cast<off_t>(at));
  });
}

void throw_write_error(int error_number, const std::string& what) {
  throw Error(ErrorCode::output_failed,
              "cannot write " + what + ": " + errno_text(error_number) + way_out(error_number));
}

}  // namespace oci2boot
