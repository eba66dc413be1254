// SPDX-License-Identifier: Apache-2.0
// gzip by libdeflate, in blocks that several threads pack, joined to one deflate stream.
//
// Not by ISA-L, which is faster: its deflate hashes differently with and without SSE4.2 and, at
// level 3, AVX2 and AVX-512, so that its output depends on the machine.
#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <memory>

#include "oci2boot/error.h"
#include "src/image/deflate/leave_open.h"
#include "src/image/ordered_blocks.h"
#include "src/image/packers.h"

namespace oci2boot {
namespace {

using Bytes = OrderedBlocks::Bytes;

constexpr std::size_t kStoredMost = 65535;  // bytes in a stored block

/// How much is packed by itself, without looking back. What level 1 makes of so little is mostly
/// one block, whose end is found at once: worth more than the two per cent that it costs in size
/// (docs/performance.md).
std::size_t piece_size(int level) {
  return level == 1 ? kStoredMost : 16 * kStoredMost;
}

/// How much a thread takes at a time: whole pieces, and so little that all threads end together.
std::size_t block_size(int level) {
  return std::max(piece_size(level), 4 * kStoredMost);
}

struct FreeCompressor {
  void operator()(libdeflate_compressor* compressor) const {
    libdeflate_free_compressor(compressor);
  }
};

Bytes packed_alone(libdeflate_compressor& compressor, std::span<const std::byte> piece) {
  Bytes packed(libdeflate_deflate_compress_bound(&compressor, piece.size()));
  const std::size_t size = libdeflate_deflate_compress(&compressor, piece.data(), piece.size(),
                                                       packed.data(), packed.size());
  if (size == 0) throw Error(ErrorCode::failed, "gzip: libdeflate failed");
  packed.resize(size);
  return packed;
}

Bytes pack(const Bytes& block, int level, bool last) {
  const std::unique_ptr<libdeflate_compressor, FreeCompressor> compressor(
      libdeflate_alloc_compressor(level));
  if (!compressor) throw Error(ErrorCode::failed, "gzip: out of memory");
  Bytes packed;
  std::span<const std::byte> rest = block;
  do {
    const std::span<const std::byte> piece = rest.first(std::min(rest.size(), piece_size(level)));
    rest = rest.subspan(piece.size());
    Bytes stream = packed_alone(*compressor, piece);
    if (!last || !rest.empty()) deflate::leave_open(stream);
    packed.insert(packed.end(), stream.begin(), stream.end());
  } while (!rest.empty());
  return packed;
}

class GzipSink final : public ByteSink {
 public:
  GzipSink(ByteSink& to, int level, unsigned threads)
      : to_(to), blocks_(to, block_size(level), threads, [level](const Bytes& block, bool last) {
          return pack(block, level, last);
        }) {
    // RFC 1952, 2.3: magic, deflate, no flags, no time, XFL, OS "unknown".
    constexpr std::array<unsigned char, 10> kHeader = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255};
    to_.write(std::as_bytes(std::span(kHeader)));
  }

  void write(std::span<const std::byte> bytes) override {
    if (bytes.empty()) return;  // libdeflate would begin the checksum again
    checksum_ = libdeflate_crc32(checksum_, bytes.data(), bytes.size());
    size_ += bytes.size();
    blocks_.write(bytes);
  }

  void finish() override {
    blocks_.finish();
    std::array<std::byte, 8> trailer{};
    for (std::size_t i = 0; i < 4; ++i) {
      trailer[i] = static_cast<std::byte>(checksum_ >> (8 * i));
      trailer[4 + i] = static_cast<std::byte>(size_ >> (8 * i));
    }
    to_.write(trailer);
  }

 private:
  ByteSink& to_;
  OrderedBlocks blocks_;
  std::uint32_t checksum_ = 0;
  std::uint64_t size_ = 0;
};

}  // namespace

std::unique_ptr<ByteSink> pack_gzip(ByteSink& to, int level, unsigned threads) {
  return std::make_unique<GzipSink>(to, level, threads);
}

}  // namespace oci2boot
