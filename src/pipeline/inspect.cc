// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/inspect.h"

namespace oci2boot {

Inspection inspect(const InspectRequest& request, const Surroundings& surroundings) {
  const std::unique_ptr<Image> image =
      open_image(request.image, source_options(request.source, surroundings, nullptr));
  const ImageOrigin& origin = image->origin();
  return {image->name(),    origin.digest,   image->manifest_digest(), image->id(),
          origin.platforms, image->config(), image->layers(),          origin.document};
}

}  // namespace oci2boot
