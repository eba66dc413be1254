// SPDX-License-Identifier: Apache-2.0
#include "src/cli/given_options.h"

#include <utility>

namespace oci2boot {

bool GivenOptions::flag(std::string_view name) const {
  const OptionSetting* found = setting(name);
  return found != nullptr && found->values.back() != "false";
}

std::optional<std::string> GivenOptions::one(std::string_view name) const {
  const OptionSetting* found = setting(name);
  if (found == nullptr || found->values.empty()) return std::nullopt;
  return found->values.back();
}

std::vector<std::string> GivenOptions::all(std::string_view name) const {
  const OptionSetting* found = setting(name);
  return found == nullptr ? std::vector<std::string>() : found->values;
}

const OptionSetting* GivenOptions::setting(std::string_view name) const {
  const auto found = settings_.find(name);
  return found == settings_.end() ? nullptr : &found->second;
}

bool GivenOptions::is_typed(std::string_view name) const {
  const OptionSetting* found = setting(name);
  return found != nullptr && found->rank == 0;
}

GivenOptions GivenOptions::only_typed() const {
  Settings typed;
  for (const auto& [name, setting] : settings_) {
    if (setting.rank == 0) typed.emplace(name, setting);
  }
  return {std::move(typed), words_};
}

}  // namespace oci2boot
