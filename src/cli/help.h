// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace oci2boot {

/// What --help prints: 80 columns, options in groups, examples first.
std::string help_text();

/// "oci2boot 0.1.0"
std::string version_text();

}  // namespace oci2boot
