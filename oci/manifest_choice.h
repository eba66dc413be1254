// SPDX-License-Identifier: Apache-2.0
// From what a name stands for to the manifest of one image, through the indexes between them: the
// same for layouts and registries.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "oci2boot/manifest.h"
#include "oci2boot/platform.h"

namespace oci2boot {

struct ChosenManifest {
  Descriptor descriptor;
  Manifest manifest;
  std::vector<Platform> platforms;  ///< that the last index on the way had to choose from
};

/// Gives the verified bytes of a manifest or an index.
using ReadManifest = std::function<std::string(const Descriptor&)>;

/// `named` is what the name stands for. Throws what `read` throws, and Error (invalid_image) when
/// nothing is for `platform` or indexes are nested too deeply. `where` names the place.
ChosenManifest choose_manifest(Descriptor named, const Platform& platform, const std::string& where,
                               const ReadManifest& read);

}  // namespace oci2boot
