// SPDX-License-Identifier: Apache-2.0
// A conversion to what a run boots.
#pragma once

#include <filesystem>
#include <memory>

#include "oci2boot/image.h"
#include "oci2boot/progress.h"
#include "oci2boot/warnings.h"
#include "src/pipeline/run/root_record.h"
#include "src/pipeline/run/root_store.h"
#include "src/pipeline/run/run_request.h"
#include "src/pipeline/surroundings.h"

namespace oci2boot {

/// Puts the files of a HeldRoot into `folder`, which is empty, all but its lock; kernels are shared
/// by `store`. An initrd is not packed: a guest unpacks for longer than a host reads. A program's
/// root is the same whatever the program is. Throws Error. `progress` is told from several threads.
RootRecord make_root(const RunRequest& request, RunFormat format, std::unique_ptr<Image> image,
                     const std::filesystem::path& folder, const RootStore& store,
                     const Surroundings& surroundings, const WarningSink& warn, Progress& progress);

}  // namespace oci2boot
