// SPDX-License-Identifier: Apache-2.0
#include "src/image/read_fully.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "oci2boot/error.h"

namespace oci2boot {

void read_fully_at(int fd, std::uint64_t offset, std::span<std::byte> buffer,
                   const std::string& what) {
  while (!buffer.empty()) {
    const ssize_t count = ::pread(fd, buffer.data(), buffer.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      throw Error(ErrorCode::failed, "cannot read " + what + ": " + errno_text(errno));
    }
    if (count == 0) {
      std::fill(buffer.begin(), buffer.end(), std::byte{0});
      return;
    }
    buffer = buffer.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
}

std::optional<BlockSource::Range> next_data_of(int fd, std::uint64_t offset, std::uint64_t end) {
  if (offset >= end) return std::nullopt;
  const off_t data = ::lseek(fd, static_cast<off_t>(offset), SEEK_DATA);
  if (data < 0) {
    if (errno == ENXIO) return std::nullopt;
    return BlockSource::Range{offset, end - offset};
  }
  const auto begin = static_cast<std::uint64_t>(data);
  if (begin >= end) return std::nullopt;
  const off_t hole = ::lseek(fd, data, SEEK_HOLE);
  const std::uint64_t stop = hole < 0 ? end : std::min(end, static_cast<std::uint64_t>(hole));
  return BlockSource::Range{begin, stop - begin};
}

}  // namespace oci2boot
