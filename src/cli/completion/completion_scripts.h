// SPDX-License-Identifier: Apache-2.0
// The scripts in this folder, put into the program by the build.
#pragma once

#include <string_view>

namespace oci2boot {

extern const std::string_view kBashCompletion;
extern const std::string_view kZshCompletion;
extern const std::string_view kFishCompletion;

}  // namespace oci2boot
