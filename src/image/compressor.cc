// SPDX-License-Identifier: Apache-2.0
#include "src/image/compressor.h"

#include <algorithm>
#include <thread>

#include "src/image/packers.h"

namespace oci2boot {
namespace {

class PassThrough final : public ByteSink {
 public:
  explicit PassThrough(ByteSink& to) : to_(to) {}
  void write(std::span<const std::byte> bytes) override { to_.write(bytes); }
  void write_from(ByteSource& source, std::uint64_t count) override {
    to_.write_from(source, count);
  }
  void finish() override {}

 private:
  ByteSink& to_;
};

}  // namespace

std::unique_ptr<ByteSink> compress(ByteSink& to, CompressionChoice choice, unsigned threads) {
  switch (choice.method) {
    case CompressionMethod::gzip:
      return pack_gzip(to, choice.level, threads);
    case CompressionMethod::zstd:
      return pack_zstd(to, choice.level, threads);
    case CompressionMethod::xz:
      return pack_xz(to, choice.level, threads);
    case CompressionMethod::lz4:
      return pack_lz4(to, choice.level, threads);
    case CompressionMethod::bzip2:
      return pack_bzip2(to, choice.level);
    case CompressionMethod::lzma:
      return pack_lzma(to, choice.level);
    case CompressionMethod::none:
      break;
  }
  return std::make_unique<PassThrough>(to);
}

unsigned usual_jobs() {
  return std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
}

}  // namespace oci2boot
