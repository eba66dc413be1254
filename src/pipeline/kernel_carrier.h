// SPDX-License-Identifier: Apache-2.0
// Images that carry a kernel: image:NAME where a kernel is named.
#pragma once

#include <optional>
#include <string>

#include "oci2boot/image_source.h"
#include "oci2boot/progress.h"
#include "oci2boot/warnings.h"
#include "src/boot/kernel/kernel_place.h"

namespace oci2boot {

/// The image in "image:NAME", in the notation that IMAGE has everywhere; nothing where `kernel` is
/// something else. Throws Error (usage).
std::optional<ImageName> kernel_carrier(const std::string& kernel);

/// `source` as it was for the image `other`, made fit for a carrier: what was said of one registry
/// alone is not said to another one.
SourceOptions source_for_carrier(SourceOptions source, const ImageName& carrier,
                                 const ImageName& other);

/// The carrier's root file system, in a temporary file meanwhile. Throws Error.
KernelPlace open_kernel_carrier(const ImageName& name, const SourceOptions& source, unsigned jobs,
                                const WarningSink& warn, Progress& progress);

}  // namespace oci2boot
