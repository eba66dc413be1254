// SPDX-License-Identifier: Apache-2.0
// All that is told of an image as one HTML page, which needs nothing besides itself: no script, no
// font, no picture.
#pragma once

#include <string>

#include "src/pipeline/inspect.h"

namespace oci2boot {

/// `inspection` has its analysis. Equal inspections give equal bytes.
std::string html_page(const Inspection& inspection);

}  // namespace oci2boot
