// SPDX-License-Identifier: Apache-2.0
#include "src/image/qcow2/cluster_packer.h"

namespace oci2boot::qcow2 {

std::unique_ptr<ClusterPacker> make_packer(ClusterCompression compression) {
  switch (compression.method) {
    case ClusterCompression::Method::zlib:
      return make_zlib_packer(compression.level);
    case ClusterCompression::Method::zstd:
      break;
  }
  return make_zstd_packer(compression.level);
}

}  // namespace oci2boot::qcow2
