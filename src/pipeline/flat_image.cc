// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/flat_image.h"

#include <utility>

namespace oci2boot {

std::unique_ptr<Image> open_for_conversion(const ImageName& name, const SourceOptions& source,
                                           Progress& progress) {
  std::unique_ptr<Image> image = open_image(name, source);
  progress.opened(*image);
  return image;
}

FlatImage flatten_image(std::unique_ptr<Image> image, RootFilesystem root, const Limits& limits,
                        const WarningSink& warn, const FlattenOptions& options) {
  FlattenResult flattened = flatten(*image, root, limits, warn, options);
  return {std::move(image), std::move(root), std::move(flattened)};
}

}  // namespace oci2boot
