// SPDX-License-Identifier: Apache-2.0
#include "src/cli/option.h"

#include <algorithm>
#include <utility>

namespace oci2boot {

std::string long_name(const Option& option) {
  return option.names.substr(option.names.find(',') + 1);
}

std::string letter(const Option& option) {
  const std::size_t comma = option.names.find(',');
  return comma == std::string::npos ? "" : option.names.substr(0, comma);
}

const Option* find_option(const Options& options, std::string_view name) {
  const auto found = std::find_if(options.begin(), options.end(),
                                  [&](const Option& option) { return long_name(option) == name; });
  return found == options.end() ? nullptr : &*found;
}

Option help_option() {
  return {.names = "h,help", .help = "this text", .reach = Reach::typed};
}

Option no_config_option() {
  return {.names = kNoConfig, .help = "do without configuration files"};
}

void add_group(Options& options, const std::string& group, Options more) {
  for (Option& option : more) {
    option.group = group;
    options.push_back(std::move(option));
  }
}

}  // namespace oci2boot
