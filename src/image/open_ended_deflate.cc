// SPDX-License-Identifier: Apache-2.0
// Of one block, the end is found by deflate_end. Of several, zlib unpacks one after the other, as
// its examples/gzjoin.c shows: where the last one begins is not to be known otherwise.
#include "src/image/open_ended_deflate.h"

#define ZLIB_CONST
#include <zlib.h>

#include <cstdint>
#include <optional>

#include "oci2boot/error.h"
#include "src/image/deflate_end.h"

namespace oci2boot {
namespace {

constexpr int kRawDeflate = -15;
constexpr unsigned kBlockHeaderBits = 3;
// What inflate() puts into data_type.
constexpr int kUnusedBits = 7;  // of the last byte that was read
constexpr int kBlockEnded = 128;

/// Follows a stream from block to block.
class Blocks {
 public:
  Blocks(std::span<std::byte> stream, std::span<std::byte> scratch) : stream_(stream) {
    state_.next_in = reinterpret_cast<const Bytef*>(stream.data());
    state_.avail_in = static_cast<uInt>(stream.size());
    state_.next_out = reinterpret_cast<Bytef*>(scratch.data());
    state_.avail_out = static_cast<uInt>(scratch.size());
    if (inflateInit2(&state_, kRawDeflate) != Z_OK) fail();
  }
  ~Blocks() { inflateEnd(&state_); }
  Blocks(const Blocks&) = delete;
  Blocks& operator=(const Blocks&) = delete;

  /// In bits of the stream: where the present block begins.
  std::uint64_t position() const { return position_; }

  void pass_block() {
    do {
      const int result = inflate(&state_, Z_BLOCK);
      if (result != Z_OK) fail();
    } while ((state_.data_type & kBlockEnded) == 0);
    position_ = std::uint64_t{8} * (stream_.size() - state_.avail_in) -
                static_cast<std::uint64_t>(state_.data_type & kUnusedBits);
  }

 private:
  [[noreturn]] static void fail() {
    throw Error(ErrorCode::failed, "gzip: zlib cannot read what libdeflate has packed");
  }

  std::span<std::byte> stream_;
  z_stream state_{};
  std::uint64_t position_ = 0;
};

/// The first bit of a block's header tells that it is the last one. True when it was; now it is
/// not.
bool take_last_mark(std::span<std::byte> stream, std::uint64_t position) {
  if (position / 8 >= stream.size()) {
    throw Error(ErrorCode::failed, "gzip: libdeflate has packed a stream without an end");
  }
  std::byte& byte = stream[static_cast<std::size_t>(position / 8)];
  const std::byte mark = std::byte{1} << static_cast<unsigned>(position % 8);
  const bool is_last = (byte & mark) != std::byte{0};
  byte &= ~mark;
  return is_last;
}

/// Returns its end.
std::uint64_t leave_last_block_open(std::span<std::byte> stream, std::span<std::byte> scratch) {
  Blocks blocks(stream, scratch);
  bool was_last = false;
  while (!was_last) {
    was_last = take_last_mark(stream, blocks.position());
    blocks.pass_block();
  }
  return blocks.position();
}

}  // namespace

void leave_open(std::vector<std::byte>& stream, std::span<std::byte> scratch) {
  std::optional<std::uint64_t> end = end_of_single_block(stream);
  if (end) {
    take_last_mark(stream, 0);
  } else {
    end = leave_last_block_open(stream, scratch);
  }
  // Behind the block's end the last byte is zeros: the header of the stored block, if there is
  // room.
  stream.resize(static_cast<std::size_t>((*end + kBlockHeaderBits + 7) / 8));
  for (const unsigned length : {0x00U, 0x00U, 0xffU, 0xffU}) {
    stream.push_back(static_cast<std::byte>(length));
  }
}

}  // namespace oci2boot
