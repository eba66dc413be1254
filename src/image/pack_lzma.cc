// SPDX-License-Identifier: Apache-2.0
// xz and .lzma, both by liblzma.
#include <lzma.h>

#include <cstdint>
#include <string>
#include <vector>

#include "oci2boot/error.h"
#include "src/image/packers.h"

namespace oci2boot {
namespace {

constexpr std::size_t kBufferSize = std::size_t{128} << 10;

void check(lzma_ret result, const char* format) {
  if (result == LZMA_OK || result == LZMA_STREAM_END) return;
  throw Error(ErrorCode::failed,
              std::string(format) + ": " +
                  (result == LZMA_MEM_ERROR ? "out of memory, a lower level needs less"
                                            : "liblzma failed with " + std::to_string(result)));
}

class LzmaSink final : public ByteSink {
 public:
  LzmaSink(ByteSink& to, const char* format) : to_(to), format_(format), packed_(kBufferSize) {}
  ~LzmaSink() override { lzma_end(&stream_); }

  void start_xz(int level, unsigned threads) {
    lzma_mt settings{};
    settings.threads = threads;
    settings.preset = static_cast<std::uint32_t>(level);
    settings.check = LZMA_CHECK_CRC32;
    // The size of a block (three dictionaries) is the preset's alone, so the bytes are too.
    check(lzma_stream_encoder_mt(&stream_, &settings), format_);
  }

  void start_lzma(int level) {
    lzma_options_lzma options{};
    if (lzma_lzma_preset(&options, static_cast<std::uint32_t>(level)) != 0) {
      check(LZMA_OPTIONS_ERROR, format_);
    }
    check(lzma_alone_encoder(&stream_, &options), format_);
  }

  void write(std::span<const std::byte> bytes) override {
    stream_.next_in = reinterpret_cast<const std::uint8_t*>(bytes.data());
    stream_.avail_in = bytes.size();
    while (stream_.avail_in != 0) pump(LZMA_RUN);
  }

  void finish() override {
    while (pump(LZMA_FINISH) != LZMA_STREAM_END) continue;
  }

 private:
  lzma_ret pump(lzma_action action) {
    stream_.next_out = reinterpret_cast<std::uint8_t*>(packed_.data());
    stream_.avail_out = packed_.size();
    const lzma_ret result = lzma_code(&stream_, action);
    check(result, format_);
    const std::size_t made = packed_.size() - stream_.avail_out;
    if (made != 0) to_.write(std::span(packed_).first(made));
    return result;
  }

  ByteSink& to_;
  const char* format_;
  std::vector<std::byte> packed_;
  lzma_stream stream_ = LZMA_STREAM_INIT;
};

}  // namespace

std::unique_ptr<ByteSink> pack_xz(ByteSink& to, int level, unsigned threads) {
  auto sink = std::make_unique<LzmaSink>(to, "xz");
  sink->start_xz(level, threads);
  return sink;
}

std::unique_ptr<ByteSink> pack_lzma(ByteSink& to, int level) {
  auto sink = std::make_unique<LzmaSink>(to, "lzma");
  sink->start_lzma(level);
  return sink;
}

}  // namespace oci2boot
