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
  std::vector<Platform> platforms;  ///< of all indexes on the way, each once
};

/// Gives the verified bytes of a manifest or an index.
using ReadManifest = std::function<std::string(const Descriptor&)>;

/// `named` is what the name stands for. An index inside an index need not say what it is for: it is
/// looked into when nothing beside it fits. Throws what `read` throws, and Error (invalid_image)
/// when nothing is for `platform` (it lists what there is) or there are too many indexes. `where`
/// names the place.
ChosenManifest choose_manifest(const Descriptor& named, const Platform& platform,
                               const std::string& where, const ReadManifest& read);

}  // namespace oci2boot
