// SPDX-License-Identifier: Apache-2.0
#include "src/cli/option_parser.h"

// Values are taken as they are: a comma in `-e A=1,2` separates nothing.
#define CXXOPTS_VECTOR_DELIMITER '\0'
// std::regex recurses by character: a long value would end on the stack's end.
#define CXXOPTS_NO_REGEX
#include <cxxopts.hpp>

#include <utility>
#include <vector>

#include "oci2boot/error.h"
#include "src/cli/suggestions.h"

namespace oci2boot {

namespace {

cxxopts::Options declared(const Options& options) {
  cxxopts::Options all("oci2boot");
  auto add = all.add_options();
  for (const Option& option : options) {
    if (option.kind == OptionKind::flag) {
      add(option.names, "");
    } else {
      add(option.names, "", cxxopts::value<std::vector<std::string>>());
    }
  }
  return all;
}

/// ": what there is instead", or " (did you mean --platform?)", or nothing.
std::string hint_for(const std::string& name, const Options& options, const AbsentOptions& absent) {
  for (const AbsentOption& option : absent) {
    const Option named{.names = option.names};
    if (name == long_name(named) || name == letter(named)) return ": " + option.instead;
  }
  std::vector<std::string> names;
  for (const Option& option : options) names.push_back(long_name(option));
  const std::string near = nearest(name, names);
  return near.empty() ? "" : " (did you mean --" + near + "?)";
}

/// "there is no option --platfrom (did you mean --platform?)"
std::string words_of(const cxxopts::exceptions::exception& error, const Options& options,
                     const AbsentOptions& absent) {
  std::string words = error.what();
  for (const std::string_view quote : {"\u2018", "\u2019"}) {
    for (std::size_t at = 0; (at = words.find(quote)) != std::string::npos;) {
      words.replace(at, quote.size(), "'");
    }
  }
  if (dynamic_cast<const cxxopts::exceptions::no_such_option*>(&error) == nullptr) return words;
  const std::size_t start = words.find('\'') + 1;
  const std::string name = words.substr(start, words.rfind('\'') - start);
  return "there is no option " + (name.size() == 1 ? "-" : std::string("--")) + name +
         hint_for(name, options, absent);
}

}  // namespace

GivenOptions parse_options(const Options& options, std::span<const std::string> arguments,
                           const std::string& command, const AbsentOptions& absent) {
  std::vector<const char*> argv{"oci2boot"};
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  GivenOptions::Settings settings;
  std::vector<std::string> words;
  try {
    cxxopts::Options parser = declared(options);
    const cxxopts::ParseResult result = parser.parse(static_cast<int>(argv.size()), argv.data());
    for (const Option& option : options) {
      const std::string name = long_name(option);
      if (result.count(name) == 0) continue;
      if (option.kind == OptionKind::flag) {
        settings[name].values = {result[name].as<bool>() ? "true" : "false"};
      } else {
        settings[name].values = result[name].as<std::vector<std::string>>();
      }
    }
    words = result.unmatched();
  } catch (const cxxopts::exceptions::exception& error) {
    throw Error(ErrorCode::usage,
                words_of(error, options, absent) + "; " + command + " --help lists the options");
  }
  for (const Option& option : options) {
    const auto given = settings.find(long_name(option));
    if (option.kind == OptionKind::once && given != settings.end() &&
        given->second.values.size() > 1) {
      throw Error(ErrorCode::usage, "--" + given->first + " is given twice");
    }
  }
  return {std::move(settings), std::move(words)};
}

}  // namespace oci2boot
