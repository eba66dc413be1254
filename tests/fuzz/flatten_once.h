// SPDX-License-Identifier: Apache-2.0
// Flattening as fuzz targets do it: within small limits, with a look at what came out.
#pragma once

#include <string>
#include <vector>

#include "oci2boot/image.h"
#include "oci2boot/limits.h"

namespace oci2boot {

/// Limits that hostile inputs of a few KiB reach.
Limits small_limits();

/// A WarningSink.
void check_warning(const std::string& warning);

/// Flattens the image and checks the invariants of the tree. Throws what flatten() throws.
void flatten_once(const Image& image);

/// The same for layers whose tar streams are these, but without the digests and the thread that
/// flatten() has for each layer: ten times as many inputs in a second.
void apply_once(const std::vector<std::string>& tars);

}  // namespace oci2boot
