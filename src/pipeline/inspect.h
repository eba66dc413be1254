// SPDX-License-Identifier: Apache-2.0
// What an image says of itself, and how it would boot. For the latter its layers are read, into
// memory and a temporary file; nothing is made.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "oci2boot/image.h"
#include "src/pipeline/boot_description.h"
#include "src/pipeline/convert_request.h"
#include "src/pipeline/layers/layer_analysis.h"

namespace oci2boot {

struct InspectRequest {
  /// What is asked about. Its output is not made; it tells for which kind of root.
  ConvertRequest conversion;
  /// Also where layers have to be downloaded for it. Without this that is left out for an image in
  /// a registry, and what keeps it from being known is told and no error.
  bool boot_is_wanted = false;
  /// What each layer brings: layers are downloaded for it too. That one cannot be read is an error
  /// then; what keeps the image from booting is told and no error.
  bool layers_are_wanted = false;
  bool only_documents = false;  ///< how it would boot is left out
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
  std::optional<LayerAnalysis> analysis;
  std::optional<BootDescription> boot;
  std::vector<std::string> problems;  ///< what will not work when it boots, see preflight()
  std::string boot_unknown;           ///< why there is no `boot`; empty: nobody asked
};

/// Throws Error.
Inspection inspect(const InspectRequest& request, const Surroundings& surroundings,
                   const WarningSink& warn);

}  // namespace oci2boot
