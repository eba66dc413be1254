// SPDX-License-Identifier: Apache-2.0
// The first half of a conversion: from an image's name to a finished root file system and all that
// is known of how it boots. Nothing is written yet.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "oci2boot/flatten.h"
#include "oci2boot/image.h"
#include "oci2boot/progress.h"
#include "oci2boot/root_filesystem.h"
#include "oci2boot/warnings.h"
#include "src/boot/kernel/kernel_source.h"
#include "src/boot/patch.h"
#include "src/boot/plan.h"
#include "src/pipeline/convert_request.h"
#include "src/pipeline/surroundings.h"

namespace oci2boot {

struct Prepared {
  std::unique_ptr<Image> image;
  RootFilesystem root;  ///< patched
  FlattenResult flattened;
  std::optional<Kernel> kernel;
  /// How our PID 1 boots it; nothing without the `init` patch: then the image's own /init does.
  std::optional<BootPlan> plan;
  std::vector<AppliedPatch> patches;
};

/// `source` tells how the image is found. Throws Error. `progress` is told from several threads.
Prepared prepare(const ConvertRequest& request, const SourceOptions& source,
                 const Surroundings& surroundings, const WarningSink& warn, Progress& progress);

}  // namespace oci2boot
