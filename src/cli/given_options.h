// SPDX-License-Identifier: Apache-2.0
// The options that hold for a command, whoever set them.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oci2boot {

/// What one source says of an option.
struct OptionSetting {
  /// "true" or "false" of a flag; none only where a file has an empty list.
  std::vector<std::string> values;
  /// How strong the source is: 0 is the command line, larger numbers give way to smaller ones.
  int rank = 0;
  /// Who says so, for messages: "OCI2BOOT_MEMORY", "./oci2boot.toml". Empty: the command line.
  std::string origin;
};

/// Options go by their long names.
class GivenOptions {
 public:
  using Settings = std::map<std::string, OptionSetting, std::less<>>;

  GivenOptions(Settings settings, std::vector<std::string> words)
      : settings_(std::move(settings)), words_(std::move(words)) {}

  bool flag(std::string_view name) const;
  std::optional<std::string> one(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;

  /// Nothing when nobody set it.
  const OptionSetting* setting(std::string_view name) const;
  /// Whether it stands on the command line. What is set elsewhere is for whom it concerns; what is
  /// typed in vain is an error.
  bool is_typed(std::string_view name) const;
  /// The same without what is set elsewhere.
  GivenOptions only_typed() const;

  /// What is neither an option nor a value of one.
  const std::vector<std::string>& words() const { return words_; }
  const Settings& settings() const { return settings_; }

 private:
  Settings settings_;
  std::vector<std::string> words_;
};

/// The one word of `command` ("oci2boot run"), which is an image. Throws Error (usage).
const std::string& the_image(const GivenOptions& given, const std::string& command);

/// Throws Error (usage) where there are more words than `taken`.
void refuse_words(const GivenOptions& given, std::size_t taken = 0);

}  // namespace oci2boot
