// SPDX-License-Identifier: Apache-2.0
// The parts of the page, from top to bottom. Each is empty where there is nothing to tell. Those
// about layers take an inspection that has its analysis.
#pragma once

#include "src/cli/page/html.h"
#include "src/cli/page/layer_colors.h"
#include "src/pipeline/inspect.h"

namespace oci2boot {

/// The image's name and the four figures that say most.
Html page_header(const Inspection& inspection);

/// The steps that made the image; of each layer what it brings and what becomes of that.
Html layers_section(const Inspection& inspection, const LayerColors& colors);

/// What layers bring and later ones delete or put there anew.
Html waste_section(const LayerAnalysis& analysis, const LayerColors& colors);

/// The largest folders and files, as a treemap and as a list.
Html sizes_section(const LayerAnalysis& analysis, const LayerColors& colors);

/// How it would boot, why so, what would be patched.
Html boot_section(const Inspection& inspection);

/// What the image's configuration says.
Html configuration_section(const Inspection& inspection);

}  // namespace oci2boot
