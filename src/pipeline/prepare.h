// SPDX-License-Identifier: Apache-2.0
// A conversion's first half where something that boots is wanted: from an image's name to a
// finished root file system and all that is known of how it boots. Nothing is written yet.
#pragma once

#include <optional>
#include <vector>

#include "src/boot/kernel/kernel_source.h"
#include "src/boot/patch.h"
#include "src/boot/plan.h"
#include "src/pipeline/convert_request.h"
#include "src/pipeline/flat_image.h"
#include "src/pipeline/surroundings.h"

namespace oci2boot {

struct Prepared {
  FlatImage flat;  ///< its root patched
  std::optional<Kernel> kernel;
  /// How our PID 1 boots it; nothing without the `init` patch: then the image's own /init does.
  std::optional<BootPlan> plan;
  std::vector<AppliedPatch> patches;
};

/// `source` tells how the image is found. Throws Error. `progress` is told from several threads.
Prepared prepare(const ConvertRequest& request, const SourceOptions& source,
                 const Surroundings& surroundings, const WarningSink& warn, Progress& progress);

}  // namespace oci2boot
