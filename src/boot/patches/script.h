// SPDX-License-Identifier: Apache-2.0
// Scripts that patches add for an init system to run.
#pragma once

#include <string_view>

#include "src/boot/patch.h"

namespace oci2boot {

/// put_text() of a file that is 0755. False when nothing was changed.
bool put_script(PatchContext& context, std::string_view path, std::string_view text);

}  // namespace oci2boot
