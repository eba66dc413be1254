// SPDX-License-Identifier: Apache-2.0
// The values of options and variables that speak of registries. All throw Error (usage).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "oci2boot/registry_options.h"

namespace oci2boot {

/// "[REGISTRY=]HOST[:PORT][/PATH]"; without REGISTRY it is one of docker.io. `option` is who says
/// so, for messages.
Mirror parse_mirror(std::string_view text, std::string_view option);

/// Several, separated by spaces or commas.
std::vector<Mirror> parse_mirrors(std::string_view text, std::string_view variable);

/// Asks a person for the password that belongs to `user`.
using PasswordPrompt = std::function<std::string(const std::string& user)>;

/// "USER:PASSWORD", or "USER" whose password is asked for. Messages never repeat the text.
Credentials parse_credentials(std::string_view text, const PasswordPrompt& ask);

}  // namespace oci2boot
