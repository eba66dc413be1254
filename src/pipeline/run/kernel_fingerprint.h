// SPDX-License-Identifier: Apache-2.0
// Whether the same --kernel still means the same kernel.
#pragma once

#include <string>

#include "oci2boot/progress.h"
#include "src/pipeline/convert_request.h"
#include "src/pipeline/surroundings.h"

namespace oci2boot {

/// Changes when find_kernel() would give something else, or read other modules: of `auto` with what
/// the store and the host have, of a path with what lies there, of an image:NAME with its
/// content_id(). Looks at names, sizes and times of files, not at bytes. What the image that boots
/// has itself is not in it. Throws Error for a kernel that is not there.
std::string kernel_fingerprint(const ConvertRequest& request, const Surroundings& surroundings,
                               Progress& progress);

}  // namespace oci2boot
