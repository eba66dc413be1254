// SPDX-License-Identifier: Apache-2.0
// What `inspect` tells people.
#pragma once

#include <string>

#include "src/pipeline/inspect.h"

namespace oci2boot {

/// Lines of at most 80 columns, but for values that are longer themselves: those stay whole.
std::string describe(const Inspection& inspection);

/// The document as it was found. Throws Error (usage) for an image without one.
const std::string& raw_document(const Inspection& inspection);

}  // namespace oci2boot
