// SPDX-License-Identifier: Apache-2.0
// gzip by zlib, in blocks that several threads pack (each block begins with the 32 KiB before it
// as its dictionary and ends at a byte boundary, so that all make one deflate stream).
//
// Not by ISA-L, which is faster: its deflate hashes differently with and without SSE4.2 and, at
// level 3, AVX2 and AVX-512, so that its output depends on the machine.
#define ZLIB_CONST
#include <zlib.h>

#include <array>
#include <string>

#include "oci2boot/error.h"
#include "src/image/ordered_blocks.h"
#include "src/image/packers.h"

namespace oci2boot {
namespace {

using Bytes = OrderedBlocks::Bytes;

constexpr std::size_t kBlockSize = std::size_t{1} << 20;
constexpr std::size_t kWindowSize = std::size_t{32} << 10;

const Bytef* bytes_of(const std::byte* data) {
  return reinterpret_cast<const Bytef*>(data);
}

/// A z_stream that writes raw deflate data.
class Deflater {
 public:
  explicit Deflater(int level) {
    constexpr int kRawDeflate = -15;
    constexpr int kMemoryLevel = 8;
    if (deflateInit2(&stream_, level, Z_DEFLATED, kRawDeflate, kMemoryLevel, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
      throw Error(ErrorCode::failed, "gzip: cannot set up zlib, most likely out of memory");
    }
  }
  ~Deflater() { deflateEnd(&stream_); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  Bytes pack(const Bytes& before, const Bytes& block, bool last) {
    if (!before.empty()) {
      deflateSetDictionary(&stream_, bytes_of(before.data()), static_cast<uInt>(before.size()));
    }
    // The bound is for one stream; a flush adds an empty stored block of at most six bytes.
    Bytes packed(deflateBound(&stream_, static_cast<uLong>(block.size())) + 16);
    stream_.next_in = bytes_of(block.data());
    stream_.avail_in = static_cast<uInt>(block.size());
    stream_.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream_.avail_out = static_cast<uInt>(packed.size());
    const int result = deflate(&stream_, last ? Z_FINISH : Z_SYNC_FLUSH);
    if (result != (last ? Z_STREAM_END : Z_OK) || stream_.avail_in != 0 || stream_.avail_out == 0) {
      throw Error(ErrorCode::failed, "gzip: zlib failed with " + std::to_string(result));
    }
    packed.resize(packed.size() - stream_.avail_out);
    return packed;
  }

 private:
  z_stream stream_{};
};

class GzipSink final : public ByteSink {
 public:
  GzipSink(ByteSink& to, int level, unsigned threads)
      : to_(to),
        blocks_(to, kBlockSize, kWindowSize, threads,
                [level](const Bytes& before, const Bytes& block, bool last) {
                  return Deflater(level).pack(before, block, last);
                }) {
    // RFC 1952, 2.3: magic, deflate, no flags, no time, XFL, OS "unknown".
    constexpr std::array<unsigned char, 10> kHeader = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255};
    to_.write(std::as_bytes(std::span(kHeader)));
  }

  void write(std::span<const std::byte> bytes) override {
    checksum_ = crc32_z(checksum_, bytes_of(bytes.data()), bytes.size());
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
  uLong checksum_ = 0;
  std::uint64_t size_ = 0;
};

}  // namespace

std::unique_ptr<ByteSink> pack_gzip(ByteSink& to, int level, unsigned threads) {
  return std::make_unique<GzipSink>(to, level, threads);
}

}  // namespace oci2boot
