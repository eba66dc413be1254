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

}  // namespace

void write_fully(int fd, std::span<const std::byte> bytes, const std::string& what) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      // Whoever shares the file description may have made it non-blocking.
      pollfd room{fd, POLLOUT, 0};
      ::poll(&room, 1, -1);
    } else if (errno != EINTR) {
      const int cause = errno;
      throw Error(ErrorCode::output_failed,
                  "cannot write " + what + ": " + errno_text(cause) + way_out(cause));
    }
  }
}

}  // namespace oci2boot
