// SPDX-License-Identifier: Apache-2.0
// What makes clusters in a file a qcow2 file: tables, reference counts, header.
#pragma once

#include <cstdint>

#include "src/image/block_file.h"
#include "src/image/qcow2/cluster_map.h"
#include "src/image/qcow2/header.h"

namespace oci2boot::qcow2 {

/// Writes the header over cluster 0, which is in use, and the rest into clusters that are free and
/// behind all others; finishes `file`. `size` is the disk's.
void finish_file(BlockFile& file, const ClusterMap& map, HostClusters& clusters, std::uint64_t size,
                 CompressionType compression);

}  // namespace oci2boot::qcow2
