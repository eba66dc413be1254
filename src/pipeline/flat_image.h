// SPDX-License-Identifier: Apache-2.0
// What every conversion begins with: an image and its root file system, as the layers give it.
#pragma once

#include <memory>

#include "oci2boot/flatten.h"
#include "oci2boot/image.h"
#include "oci2boot/image_source.h"
#include "oci2boot/progress.h"
#include "oci2boot/root_filesystem.h"
#include "oci2boot/warnings.h"

namespace oci2boot {

struct FlatImage {
  std::unique_ptr<Image> image;
  RootFilesystem root;
  FlattenResult flattened;
};

/// Opens the image, and says so. `source` tells how it is found. Throws Error.
std::unique_ptr<Image> open_for_conversion(const ImageName& name, const SourceOptions& source,
                                           Progress& progress);

/// Into `root`, which is empty. Throws Error. Progress is told from several threads.
FlatImage flatten_image(std::unique_ptr<Image> image, RootFilesystem root, const Limits& limits,
                        const WarningSink& warn, const FlattenOptions& options);

}  // namespace oci2boot
