// SPDX-License-Identifier: Apache-2.0
#include <zstd.h>

#include <memory>
#include <string>
#include <vector>

#include "oci2boot/error.h"
#include "src/image/packers.h"

namespace oci2boot {
namespace {

constexpr int kLargestWindowLog = 23;  // 8 MiB
constexpr int kHighestPlainLevel = 19;
// Further up, larger windows make up for their time and memory.
constexpr int kHighestLevelInSmallJobs = 9;
constexpr int kSmallJob = 2 << 20;

std::size_t checked(std::size_t result) {
  if (ZSTD_isError(result) != 0) {
    throw Error(ErrorCode::failed, std::string("zstd: ") + ZSTD_getErrorName(result));
  }
  return result;
}

class ZstdSink final : public ByteSink {
 public:
  ZstdSink(ByteSink& to, int level, unsigned threads)
      : to_(to), context_(ZSTD_createCCtx(), &ZSTD_freeCCtx), packed_(ZSTD_CStreamOutSize()) {
    if (!context_) throw Error(ErrorCode::failed, "zstd: out of memory");
    set(ZSTD_c_compressionLevel, level);
    set(ZSTD_c_checksumFlag, 1);
    // The levels above have larger windows.
    if (level > kHighestPlainLevel) set(ZSTD_c_windowLog, kLargestWindowLog);
    // No workers give other bytes than one worker; one gives the same bytes as many.
    set(ZSTD_c_nbWorkers, static_cast<int>(threads));
    // What a worker takes at a time is up to 8 MiB otherwise, of which there are several in memory,
    // and small archives would be packed by one.
    if (level <= kHighestLevelInSmallJobs) set(ZSTD_c_jobSize, kSmallJob);
  }

  void write(std::span<const std::byte> bytes) override {
    ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
    while (input.pos < input.size) pump(input, ZSTD_e_continue);
  }

  void finish() override {
    ZSTD_inBuffer nothing{nullptr, 0, 0};
    while (pump(nothing, ZSTD_e_end) != 0) continue;
  }

 private:
  void set(ZSTD_cParameter parameter, int value) {
    checked(ZSTD_CCtx_setParameter(context_.get(), parameter, value));
  }

  std::size_t pump(ZSTD_inBuffer& input, ZSTD_EndDirective directive) {
    ZSTD_outBuffer output{packed_.data(), packed_.size(), 0};
    const std::size_t left =
        checked(ZSTD_compressStream2(context_.get(), &output, &input, directive));
    if (output.pos != 0) to_.write(std::span(packed_).first(output.pos));
    return left;
  }

  ByteSink& to_;
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context_;
  std::vector<std::byte> packed_;
};

}  // namespace

std::unique_ptr<ByteSink> pack_zstd(ByteSink& to, int level, unsigned threads) {
  return std::make_unique<ZstdSink>(to, level, threads);
}

}  // namespace oci2boot
