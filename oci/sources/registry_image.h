// SPDX-License-Identifier: Apache-2.0
// An image in a registry: its documents first, its layers when somebody wants them.
#pragma once

#include <memory>

#include "oci2boot/image_source.h"
#include "oci2boot/reference.h"

namespace oci2boot {

/// The first call of open_layer() starts the download of all layers.
std::unique_ptr<Image> open_registry_image(const Reference& reference,
                                           const SourceOptions& options);

}  // namespace oci2boot
