// SPDX-License-Identifier: Apache-2.0
// launch.sh, put into the program by the build.
#pragma once

#include <string_view>

namespace oci2boot {

extern const std::string_view kLaunchBody;

}  // namespace oci2boot
