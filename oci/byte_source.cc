// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/byte_source.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {
constexpr std::size_t kChunk = 64U << 10;
}

std::span<const std::byte> ByteSource::take(std::span<std::byte> room) {
  return room.first(read(room));
}

std::uint64_t ByteSource::skip(std::uint64_t count) {
  std::vector<std::byte> chunk(static_cast<std::size_t>(std::min<std::uint64_t>(count, kChunk)));
  std::uint64_t skipped = 0;
  while (skipped < count) {
    const auto wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(chunk.size(), count - skipped));
    const std::size_t got = take(std::span(chunk).first(wanted)).size();
    if (got == 0) break;
    skipped += got;
  }
  return skipped;
}

std::size_t MemorySource::read(std::span<std::byte> buffer) {
  const std::size_t count = std::min(buffer.size(), bytes_.size() - position_);
  std::memcpy(buffer.data(), bytes_.data() + position_, count);
  position_ += count;
  return count;
}

std::span<const std::byte> MemorySource::take(std::span<std::byte> room) {
  const auto bytes = std::as_bytes(std::span(bytes_)).subspan(position_);
  const auto taken = bytes.first(std::min(bytes.size(), room.size()));
  position_ += taken.size();
  return taken;
}

std::string read_all(ByteSource& source, std::uint64_t limit, const std::string& what,
                     std::string_view way_out) {
  std::string all;
  std::vector<std::byte> chunk(kChunk);
  while (const std::size_t count = source.read(chunk)) {
    if (count > limit - all.size()) {
      throw Error(ErrorCode::invalid_image, what + " is larger than the limit of " +
                                                std::to_string(limit) + " bytes" +
                                                std::string(way_out));
    }
    all.append(reinterpret_cast<const char*>(chunk.data()), count);
  }
  return all;
}

void drain(ByteSource& source) {
  std::vector<std::byte> chunk(kChunk);
  while (!source.take(chunk).empty()) {
  }
}

std::size_t read_fully(ByteSource& source, std::span<std::byte> buffer) {
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    const std::size_t count = source.read(buffer.subspan(filled));
    if (count == 0) break;
    filled += count;
  }
  return filled;
}

}  // namespace oci2boot
