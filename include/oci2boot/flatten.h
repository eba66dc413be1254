// SPDX-License-Identifier: Apache-2.0
// Applies an image's layers, oldest to newest, to one root file system. What each case must give is
// told in docs/flattening.md.
#pragma once

#include <vector>

#include "oci2boot/image.h"
#include "oci2boot/limits.h"
#include "oci2boot/progress.h"
#include "oci2boot/root_filesystem.h"
#include "oci2boot/warnings.h"

namespace oci2boot {

struct FlattenResult {
  std::vector<Digest> diff_ids;  ///< of every layer, as computed
};

/// `root` is empty at first. Throws Error: verification_failed when a blob or a layer is not what
/// its digest says, invalid_image when a layer cannot be applied or exceeds a limit, and
/// output_failed when the content store is full. `progress` may be null. With one job, all is done
/// on the calling thread, and otherwise what costs time in unpacking a layer beside each other; the
/// tree is the same. Nothing in `root` may be used after an Error.
FlattenResult flatten(const Image& image, RootFilesystem& root, const Limits& limits,
                      const WarningSink& warn, Progress* progress = nullptr, unsigned jobs = 2);

}  // namespace oci2boot
