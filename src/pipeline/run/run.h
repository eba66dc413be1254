// SPDX-License-Identifier: Apache-2.0
// `oci2boot run`: an image becomes a machine that runs a program and ends with it.
#pragma once

#include <string>
#include <vector>

#include "oci2boot/progress.h"
#include "oci2boot/warnings.h"
#include "src/launch/port_choice.h"
#include "src/launch/run_plan.h"
#include "src/pipeline/run/root_store.h"
#include "src/pipeline/run/run_request.h"
#include "src/pipeline/surroundings.h"

namespace oci2boot {

/// All that is needed to start, and kept from others as long as it lives.
struct ReadyRun {
  HeldRoot root;
  PickedPorts ports;
  RunPlan plan;
  std::vector<PublishedPort> chosen;  ///< for which the user named no port of the host
  std::vector<std::string> notes;     ///< what the user may not expect, one line each
};

/// Converts where the cache has no root for it yet. What can be seen to be wrong at once is told
/// before anything is fetched. Throws Error. `progress` is told from several threads.
ReadyRun prepare_run(const RunRequest& request, const Surroundings& surroundings,
                     const WarningSink& warn, Progress& progress);

/// See run_vm().
int start(ReadyRun& run);

}  // namespace oci2boot
