// SPDX-License-Identifier: Apache-2.0
#include <zstd.h>
#include <zstd_errors.h>

#include <string>

#include "oci2boot/error.h"
#include "src/image/qcow2/cluster_packer.h"

namespace oci2boot::qcow2 {
namespace {

class ZstdPacker final : public ClusterPacker {
 public:
  explicit ZstdPacker(int level) : context_(ZSTD_createCCtx(), &ZSTD_freeCCtx), level_(level) {
    if (!context_) throw Error(ErrorCode::failed, "zstd: out of memory");
  }

  std::size_t pack(std::span<const std::byte> cluster, std::span<std::byte> packed) override {
    const std::size_t result = ZSTD_compressCCtx(context_.get(), packed.data(), packed.size(),
                                                 cluster.data(), cluster.size(), level_);
    if (ZSTD_isError(result) == 0) return result;
    if (ZSTD_getErrorCode(result) == ZSTD_error_dstSize_tooSmall) return 0;
    throw Error(ErrorCode::failed, std::string("zstd: ") + ZSTD_getErrorName(result));
  }

 private:
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context_;
  int level_;
};

}  // namespace

std::unique_ptr<ClusterPacker> make_zstd_packer(int level) {
  return std::make_unique<ZstdPacker>(level);
}

}  // namespace oci2boot::qcow2
