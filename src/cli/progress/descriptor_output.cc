// SPDX-License-Identifier: Apache-2.0
#include "src/cli/progress/descriptor_output.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace oci2boot {

void write_to_descriptor(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(fd, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) {  // somebody who has it too made it non-blocking
      pollfd room{fd, POLLOUT, 0};
      poll(&room, 1, -1);
      continue;
    }
    if (count <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace oci2boot
