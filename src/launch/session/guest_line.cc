// SPDX-License-Identifier: Apache-2.0
#include "src/launch/session/guest_line.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstddef>

namespace oci2boot {

namespace {

constexpr std::size_t kMostAtOnce = std::size_t{64} << 10;

}  // namespace

GuestLine::GuestLine(OpenDescriptor socket)
    : socket_(std::move(socket)), outlet_(socket_.number()), has_ended_(!socket_.is_open()) {}

std::string GuestLine::read_some() {
  std::string bytes(kMostAtOnce, '\0');
  const ssize_t count = ::recv(descriptor(), bytes.data(), bytes.size(), MSG_DONTWAIT);
  // ECONNRESET: QEMU has ended without reading all; what it wrote before can still be read.
  const bool is_early = count < 0 && (errno == EAGAIN || errno == EINTR || errno == ECONNRESET);
  has_ended_ = count <= 0 && !is_early;
  bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return bytes;
}

}  // namespace oci2boot
