// SPDX-License-Identifier: Apache-2.0
// The environment of what the guest runs, as `docker run` composes it: the image's ENV, then the
// user's; a later value takes the place of an earlier one. PID 1 adds what is known only in the
// guest: HOME from the image's passwd, TERM from the console, PATH and HOSTNAME where they lack.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oci2boot {

/// NAME=VALUE, each name once. An entry without '=' removes its name. Throws Error (usage) for an
/// empty name in `added`; such entries of the image are dropped.
std::vector<std::string> merge_environment(const std::vector<std::string>& image,
                                           const std::vector<std::string>& added);

std::optional<std::string> find_variable(const std::vector<std::string>& env,
                                         std::string_view name);

/// False when there was none.
bool remove_variable(std::vector<std::string>& env, std::string_view name);

}  // namespace oci2boot
