// SPDX-License-Identifier: Apache-2.0
// From the words of a command line to the options that a command declares. Knows no command.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oci2boot {

enum class OptionKind {
  flag,  ///< --force; --force=false switches it off again
  once,  ///< takes a value and is given at most once
  many,  ///< takes a value each time
};

struct Option {
  std::string names;  ///< "o,output": a letter where there is one, and the long name
  OptionKind kind = OptionKind::flag;
};

using Options = std::vector<Option>;

/// "output" of "o,output".
std::string long_name(const Option& option);

/// What was typed. Options go by their long names.
class GivenOptions {
 public:
  using Values = std::map<std::string, std::vector<std::string>, std::less<>>;

  GivenOptions(Values values, std::vector<std::string> words)
      : values_(std::move(values)), words_(std::move(words)) {}

  bool flag(std::string_view name) const;
  std::optional<std::string> one(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;

  /// What is neither an option nor a value of one.
  const std::vector<std::string>& words() const { return words_; }

 private:
  Values values_;
  std::vector<std::string> words_;
};

/// `command` is what --help goes behind, for messages: "oci2boot pull". Values are taken as they
/// are: a comma separates nothing. Throws Error (usage).
GivenOptions parse_options(const Options& options, std::span<const std::string> arguments,
                           const std::string& command);

}  // namespace oci2boot
