// SPDX-License-Identifier: Apache-2.0
// A qcow2 file of compressed clusters, made of a whole disk at once.
#pragma once

#include "src/image/block_file.h"
#include "src/image/disk_formats.h"

namespace oci2boot {

/// Packs `disk`, which is finished, into `file`, which is empty, and finishes that. Clusters of
/// zeros are left out, those that do not become smaller stay as they are. What has been packed is
/// discarded from `disk`, so that the two together take little more room than the larger one.
///
/// `threads` (at least 1) pack at once; the file does not depend on how many. Throws Error.
void write_compressed_qcow2(BlockFile& disk, ClusterCompression compression, unsigned threads,
                            BlockFile& file);

}  // namespace oci2boot
