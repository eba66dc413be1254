// SPDX-License-Identifier: Apache-2.0
#include "src/image/deflate/leave_open.h"

#include <cstdint>
#include <optional>
#include <span>

#include "oci2boot/error.h"
#include "src/image/deflate/bits.h"
#include "src/image/deflate/block_header.h"
#include "src/image/deflate/pass_block.h"
#include "src/image/deflate/single_block_end.h"

namespace oci2boot::deflate {
namespace {

/// The first bit of a block's header tells that it is the last one.
void take_last_mark(std::span<std::byte> stream, std::uint64_t block) {
  stream[static_cast<std::size_t>(block / 8)] &=
      ~(std::byte{1} << static_cast<unsigned>(block % 8));
}

/// Returns its end.
std::uint64_t leave_last_block_open(std::span<std::byte> stream) {
  Bits bits(stream);
  std::uint64_t block = 0;
  while (!pass_block(bits).is_last) block = bits.position();
  take_last_mark(stream, block);
  return bits.position();
}

/// Whether the stream goes on behind `end` with nothing but what fills a byte.
bool is_end(std::span<const std::byte> stream, std::uint64_t end) {
  Bits bits(stream);
  bits.skip(end);
  return end <= bits.end() && bits.end() - end < 8 && bits.ahead() == 0;
}

}  // namespace

void leave_open(std::vector<std::byte>& stream) {
  std::optional<std::uint64_t> end = end_of_single_block(stream);
  if (end) {
    take_last_mark(stream, 0);
  } else {
    end = leave_last_block_open(stream);
  }
  if (!is_end(stream, *end)) {
    throw Error(
        ErrorCode::failed,
        "gzip: what libdeflate has packed does not end with its last block; --compress zstd "
        "does without it");
  }
  // What fills the last byte is the header of the stored block, if there is room.
  stream.resize(static_cast<std::size_t>((*end + kBlockHeaderBits + 7) / 8));
  for (const unsigned length : {0x00U, 0x00U, 0xffU, 0xffU}) {
    stream.push_back(static_cast<std::byte>(length));
  }
}

}  // namespace oci2boot::deflate
