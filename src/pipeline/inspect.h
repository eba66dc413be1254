// SPDX-License-Identifier: Apache-2.0
// What an image says of itself. Its layers are not read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "oci2boot/image.h"
#include "src/pipeline/source_request.h"

namespace oci2boot {

struct InspectRequest {
  ImageName image;
  SourceRequest source;
};

struct Inspection {
  std::string name;
  std::optional<Digest> digest;    ///< of what the name stands for: a manifest or an index
  std::optional<Digest> manifest;  ///< of the image itself
  std::optional<Digest> id;
  std::vector<Platform> platforms;  ///< what there is to choose from
  ImageConfig config;
  std::vector<Layer> layers;  ///< oldest first
  std::string document;       ///< see ImageOrigin::document
};

/// Throws Error.
Inspection inspect(const InspectRequest& request, const Surroundings& surroundings);

}  // namespace oci2boot
