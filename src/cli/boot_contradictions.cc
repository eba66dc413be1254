// SPDX-License-Identifier: Apache-2.0
#include "src/cli/boot_contradictions.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

/// The option has no place where the other one has that value.
struct Contradiction {
  std::string_view option;
  std::string_view its_value;  ///< empty: whatever it is
  std::string_view other;
  std::string_view value;
};

constexpr std::array kContradictions = {
    Contradiction{"root-password-file", "", "no-patch", "identity"},
    Contradiction{"root-password-file", "", "no-patch", "all"},
    Contradiction{"add-user", "", "no-patch", "identity"},
    Contradiction{"add-user", "", "no-patch", "all"},
    Contradiction{"ssh-key", "", "no-patch", "identity"},
    Contradiction{"ssh-key", "", "no-patch", "all"},
    Contradiction{"add-host", "", "no-patch", "hosts"},
    Contradiction{"add-host", "", "no-patch", "all"},
    Contradiction{"timezone", "", "no-patch", "timezone"},
    Contradiction{"timezone", "", "no-patch", "all"},
    Contradiction{"publish", "", "network", "none"},
    Contradiction{"modules", "all", "kernel", "none"}};

bool has(const OptionSetting& setting, std::string_view value) {
  return std::find(setting.values.begin(), setting.values.end(), value) != setting.values.end();
}

/// Takes the value from the option, or where that is empty all of them. The last one takes the
/// option along: its default holds.
void drop(GivenOptions::Settings& settings, std::string_view name, std::string_view value) {
  const auto found = settings.find(name);
  if (found == settings.end()) return;
  if (!value.empty()) std::erase(found->second.values, value);
  if (value.empty() || found->second.values.empty()) settings.erase(found);
}

}  // namespace

GivenOptions without_boot_contradictions(const GivenOptions& given) {
  GivenOptions::Settings settings = given.settings();
  for (const Contradiction& one : kContradictions) {
    const OptionSetting* option = given.setting(one.option);
    const OptionSetting* other = given.setting(one.other);
    if (option == nullptr || other == nullptr || !has(*other, one.value)) continue;
    if (!one.its_value.empty() && !has(*option, one.its_value)) continue;
    if (option->rank == other->rank) {
      const std::string its_value = one.its_value.empty() ? "" : " " + std::string(one.its_value);
      throw Error(ErrorCode::usage, "--" + std::string(one.option) + its_value + " and --" +
                                        std::string(one.other) + " " + std::string(one.value) +
                                        " contradict each other; leave one of them out");
    }
    if (option->rank > other->rank) {
      drop(settings, one.option, one.its_value);
    } else {
      drop(settings, one.other, one.value);
    }
  }
  return {std::move(settings), given.words()};
}

}  // namespace oci2boot
