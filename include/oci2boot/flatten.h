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

/// What becomes of the data of files that newer layers hide.
enum class HiddenData {
  left_out,  ///< it is not stored: nothing but zeros, should somebody ask
  stored,    ///< for who tells what layers bring for nothing (FileTree's history)
};

struct FlattenOptions {
  Progress* progress = nullptr;  ///< null: nobody is told
  /// With one job, all is done on the calling thread, and otherwise what costs time in unpacking a
  /// layer beside each other; the tree is the same.
  unsigned jobs = 2;
  HiddenData hidden_data = HiddenData::left_out;
};

/// `root` is empty at first. Throws Error: verification_failed when a blob or a layer is not what
/// its digest says, invalid_image when a layer cannot be applied or exceeds a limit, and
/// output_failed when the content store is full. Nothing in `root` may be used after an Error.
FlattenResult flatten(const Image& image, RootFilesystem& root, const Limits& limits,
                      const WarningSink& warn, const FlattenOptions& options = {});

}  // namespace oci2boot
