// SPDX-License-Identifier: Apache-2.0
// One frame (RFC 8878).
#include <zstd.h>
#include <zstd_errors.h>

#include <new>

#include "src/image/unpackers.h"

namespace oci2boot {
namespace {

/// 128 MiB, as the kernel has it (lib/decompress_unzstd.c, ZSTD_WINDOWSIZE_MAX).
constexpr int kMostWindowLog = 27;

class Zstd final : public Unpacker {
 public:
  Zstd() : stream_(ZSTD_createDStream()) {
    if (stream_ == nullptr) throw std::bad_alloc();
    ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, kMostWindowLog);
  }
  ~Zstd() override { ZSTD_freeDStream(stream_); }

  Step step(std::span<const std::byte> packed, std::span<std::byte> into) override {
    ZSTD_inBuffer in{packed.data(), packed.size(), 0};
    ZSTD_outBuffer out{into.data(), into.size(), 0};
    const std::size_t left = ZSTD_decompressStream(stream_, &out, &in);
    if (ZSTD_isError(left) != 0) {
      const ZSTD_ErrorCode code = ZSTD_getErrorCode(left);
      if (code == ZSTD_error_memory_allocation) throw std::bad_alloc();
      if (code == ZSTD_error_frameParameter_windowTooLarge) throw_greedy_stream("zstd");
      throw_damaged_stream("zstd");
    }
    return {in.pos, out.pos, left == 0};
  }

 private:
  ZSTD_DStream* stream_;
};

}  // namespace

std::unique_ptr<Unpacker> unpack_zstd() {
  return std::make_unique<Zstd>();
}

}  // namespace oci2boot
