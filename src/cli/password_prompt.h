// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace oci2boot {

/// Asks on the terminal that controls this process, whatever the standard streams are, and does not
/// show what is typed. Throws Error (usage) when there is no terminal.
std::string ask_password(const std::string& user);

}  // namespace oci2boot
