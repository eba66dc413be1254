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
  Descriptor named;  ///< of what was named, that which led here
  Descriptor descriptor;
  Manifest manifest;
  std::vector<Platform> platforms;  ///< of all indexes on the way, each once
};

/// Gives the verified bytes of a manifest or an index.
using ReadManifest = std::function<std::string(const Descriptor&)>;

/// Gives the platform that a manifest's configuration names.
using ReadPlatform = std::function<Platform(const Manifest&)>;

/// `named` is what the name stands for: a single one, or several of which any may be meant. An
/// index inside an index need not say what it is for: it is looked into when nothing beside it
/// fits. Nor need an image that is one of several, whose configuration is then asked. Throws what
/// `read` and `read_platform` throw, and Error (invalid_image) when nothing is for `platform` (it
/// lists what there is) or a limit is exceeded. `where` names the place.
ChosenManifest choose_manifest(const std::vector<Descriptor>& named, const Platform& platform,
                               const std::string& where, const ReadManifest& read,
                               const ReadPlatform& read_platform, const Limits& limits = {});

}  // namespace oci2boot
