// SPDX-License-Identifier: Apache-2.0
// Layers applied each as it is read, from the oldest to the newest, with all their data: what
// flatten() must come to on its shorter way.
#pragma once

#include <string>
#include <vector>

#include "oci/layer_applier.h"
#include "oci/layer_reader.h"
#include "oci2boot/root_filesystem.h"

namespace oci2boot {

inline void apply_in_order(const std::vector<std::string>& tars, const Limits& limits,
                           const WarningSink& warn, RootFilesystem& root) {
  LayerBudget budget(limits);
  const HiddenPaths nothing_hidden;
  for (const std::string& tar : tars) {
    MemorySource source(tar);
    LayerReader reader(source, "the layer", budget, root.contents, nothing_hidden);
    LayerApplier applier(root.tree, budget, warn);
    while (reader.next()) applier.apply(reader.entry(), [&] { return reader.extents(); });
    applier.finish();
  }
}

}  // namespace oci2boot
