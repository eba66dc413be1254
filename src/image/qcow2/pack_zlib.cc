// SPDX-License-Identifier: Apache-2.0
#define ZLIB_CONST
#include <zlib.h>

#include "oci2boot/error.h"
#include "src/image/qcow2/cluster_packer.h"

namespace oci2boot::qcow2 {
namespace {

// QEMU unpacks with a window of 4 KiB and without zlib's header (block/qcow2-threads.c).
constexpr int kWindowBits = -12;
constexpr int kMemoryLevel = 9;

class ZlibPacker final : public ClusterPacker {
 public:
  explicit ZlibPacker(int level) {
    if (deflateInit2(&stream_, level, Z_DEFLATED, kWindowBits, kMemoryLevel, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
      throw Error(ErrorCode::failed, "zlib: out of memory");
    }
  }
  ~ZlibPacker() override { deflateEnd(&stream_); }

  std::size_t pack(std::span<const std::byte> cluster, std::span<std::byte> packed) override {
    deflateReset(&stream_);
    stream_.next_in = reinterpret_cast<const Bytef*>(cluster.data());
    stream_.avail_in = static_cast<uInt>(cluster.size());
    stream_.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream_.avail_out = static_cast<uInt>(packed.size());
    const int result = deflate(&stream_, Z_FINISH);
    if (result == Z_OK || result == Z_BUF_ERROR) return 0;
    if (result != Z_STREAM_END) throw Error(ErrorCode::failed, "zlib cannot pack a cluster");
    return packed.size() - stream_.avail_out;
  }

 private:
  z_stream stream_{};
};

}  // namespace

std::unique_ptr<ClusterPacker> make_zlib_packer(int level) {
  return std::make_unique<ZlibPacker>(level);
}

}  // namespace oci2boot::qcow2
