// SPDX-License-Identifier: Apache-2.0
#include <zstd.h>

#include <memory>

#include "src/image/qcow2/cluster_unpacker.h"

namespace oci2boot::qcow2 {
namespace {

constexpr int kLargestWindowLog = 23;

}  // namespace

bool unpack_zstd(std::span<const std::byte> packed, std::span<std::byte> cluster) {
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(),
                                                                     &ZSTD_freeDCtx);
  if (!context) return false;
  // What a cluster can make use of; a frame could ask for far more memory.
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, kLargestWindowLog);
  ZSTD_inBuffer input{packed.data(), packed.size(), 0};
  ZSTD_outBuffer output{cluster.data(), cluster.size(), 0};
  while (output.pos < output.size) {
    const std::size_t input_before = input.pos;
    const std::size_t output_before = output.pos;
    if (ZSTD_isError(ZSTD_decompressStream(context.get(), &output, &input)) != 0) return false;
    if (input.pos == input_before && output.pos == output_before) return false;
  }
  return true;
}

}  // namespace oci2boot::qcow2
