// SPDX-License-Identifier: Apache-2.0
// A conversion's first half where something that boots is wanted: from an image's name to a
// finished root file system and all that is known of how it boots. Nothing is written yet.
#pragma once

#include <optional>
#include <string>
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
  /// How our PID 1 boots it; nothing in an initramfs without the `init` patch: then the image's own
  /// /init does.
  std::optional<BootPlan> plan;
  std::vector<AppliedPatch> patches;
  Timestamp time;       ///< of all that is not the image's own
  std::string vmlinux;  ///< with --vmlinux: see unpacked_kernel()
};

/// `root` is empty, and where the root file system is made. Throws Error. `progress` is told from
/// several threads.
Prepared prepare(const ConvertRequest& request, std::unique_ptr<Image> image, RootFilesystem root,
                 const SourceOptions& source, const Surroundings& surroundings,
                 const WarningSink& warn, Progress& progress);

/// The same for an image whose root file system is there, as the layers give it.
Prepared prepare(const ConvertRequest& request, FlatImage flat, const SourceOptions& source,
                 const Surroundings& surroundings, const WarningSink& warn, Progress& progress);

/// What is put in front of the image: PID 1, and the kernel's modules for it. Valid while
/// `prepared` is.
InitPayload init_payload(const Prepared& prepared);

}  // namespace oci2boot
