// SPDX-License-Identifier: Apache-2.0
// liblz4 has no function for the legacy frame; its blocks are plain LZ4 blocks.
#include <lz4.h>
#include <lz4hc.h>

#include <array>
#include <cstdint>

#include "oci2boot/error.h"
#include "src/image/ordered_blocks.h"
#include "src/image/packers.h"

namespace oci2boot {
namespace {

using Bytes = OrderedBlocks::Bytes;

constexpr std::size_t kBlockSize = std::size_t{8} << 20;
constexpr std::uint32_t kMagic = 0x184C2102;
constexpr int kFirstHighCompressionLevel = 3;  // as in the lz4 tool

void put_little_endian(std::uint32_t value, std::byte* to) {
  for (std::size_t i = 0; i < 4; ++i) to[i] = static_cast<std::byte>(value >> (8 * i));
}

Bytes pack_block(const Bytes& block, int level) {
  if (block.empty()) return {};
  const int size = static_cast<int>(block.size());
  const int room = LZ4_compressBound(size);
  Bytes packed(4 + static_cast<std::size_t>(room));
  const char* const from = reinterpret_cast<const char*>(block.data());
  char* const into = reinterpret_cast<char*>(packed.data()) + 4;
  const int made = level < kFirstHighCompressionLevel
                       ? LZ4_compress_default(from, into, size, room)
                       : LZ4_compress_HC(from, into, size, room, level);
  if (made <= 0) throw Error(ErrorCode::failed, "lz4: cannot compress, most likely out of memory");
  put_little_endian(static_cast<std::uint32_t>(made), packed.data());
  packed.resize(4 + static_cast<std::size_t>(made));
  return packed;
}

class Lz4Sink final : public ByteSink {
 public:
  Lz4Sink(ByteSink& to, int level, unsigned threads)
      : blocks_(to, kBlockSize, threads,
                [level](const Bytes& block, bool /*last*/) { return pack_block(block, level); }) {
    std::array<std::byte, 4> magic{};
    put_little_endian(kMagic, magic.data());
    to.write(magic);
  }
  void write(std::span<const std::byte> bytes) override { blocks_.write(bytes); }
  void finish() override { blocks_.finish(); }

 private:
  OrderedBlocks blocks_;
};

}  // namespace

std::unique_ptr<ByteSink> pack_lz4(ByteSink& to, int level, unsigned threads) {
  return std::make_unique<Lz4Sink>(to, level, threads);
}

}  // namespace oci2boot
