// SPDX-License-Identifier: Apache-2.0
// Packs clusters as QEMU unpacks them (block/qcow2-threads.c).
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "src/image/disk_formats.h"

namespace oci2boot::qcow2 {

/// For one thread.
class ClusterPacker {
 public:
  ClusterPacker() = default;
  virtual ~ClusterPacker() = default;
  ClusterPacker(const ClusterPacker&) = delete;
  ClusterPacker& operator=(const ClusterPacker&) = delete;

  /// Packs `cluster` into `packed` and returns the number of bytes; 0 when they do not fit. Throws
  /// Error (failed) when the library refuses.
  virtual std::size_t pack(std::span<const std::byte> cluster, std::span<std::byte> packed) = 0;
};

/// Throws Error (failed) when memory runs out.
std::unique_ptr<ClusterPacker> make_zlib_packer(int level);
std::unique_ptr<ClusterPacker> make_zstd_packer(int level);
std::unique_ptr<ClusterPacker> make_packer(ClusterCompression compression);

}  // namespace oci2boot::qcow2
