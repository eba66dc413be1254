// SPDX-License-Identifier: Apache-2.0
#include "src/image/byte_sink.h"

#include <algorithm>
#include <memory>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

constexpr std::uint64_t kReadSize = 256U << 10;

}  // namespace

std::span<std::byte> ByteSink::read_some(ByteSource& source, std::span<std::byte> room,
                                         std::uint64_t count) {
  room = room.first(static_cast<std::size_t>(std::min<std::uint64_t>(count, room.size())));
  const std::size_t size = source.read(room);
  if (size == 0) throw Error(ErrorCode::failed, "content ends before its size");
  return room.first(size);
}

void ByteSink::write_from(ByteSource& source, std::uint64_t count) {
  if (count == 0) return;
  const auto room_size = static_cast<std::size_t>(std::min(count, kReadSize));
  const auto room = std::make_unique_for_overwrite<std::byte[]>(room_size);
  while (count != 0) {
    const std::span<std::byte> bytes = read_some(source, {room.get(), room_size}, count);
    write(bytes);
    count -= bytes.size();
  }
}

}  // namespace oci2boot
