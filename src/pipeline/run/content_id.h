// SPDX-License-Identifier: Apache-2.0
// Whether an image is still the same, whatever it is called.
#pragma once

#include <string>

#include "oci2boot/image.h"

namespace oci2boot {

/// The image's ID; where it has none, the digests of its layers, of which those that declare none
/// are read.
std::string content_id(const Image& image);

}  // namespace oci2boot
