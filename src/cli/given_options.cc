// SPDX-License-Identifier: Apache-2.0
#include "src/cli/given_options.h"

#include <utility>

#include "oci2boot/error.h"

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

const std::string& the_image(const GivenOptions& given, const std::string& command) {
  const std::vector<std::string>& words = given.words();
  if (words.size() == 1) return words.front();
  if (!words.empty()) {
    throw Error(ErrorCode::usage,
                "'" + words[1] + "' is one name too many ('" + words[0] +
                    "' is taken for the image); a command for the guest goes behind --");
  }
  // With docker it is a flag.
  const std::string taken = given.is_typed("init")
                                ? ": --init takes a value, and '" + *given.one("init") + "' is it"
                                : "";
  throw Error(ErrorCode::usage, "no image is named" + taken + "; " + command + " --help tells how");
}

void refuse_words(const GivenOptions& given, std::size_t taken) {
  if (given.words().size() <= taken) return;
  throw Error(ErrorCode::usage, "'" + given.words()[taken] + "' is one word too many");
}

}  // namespace oci2boot
