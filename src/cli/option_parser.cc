// SPDX-License-Identifier: Apache-2.0
#include "src/cli/option_parser.h"

// Values are taken as they are: a comma in `-e A=1,2` separates nothing.
#define CXXOPTS_VECTOR_DELIMITER '\0'
#include <cxxopts.hpp>

#include <algorithm>
#include <numeric>
#include <utility>

#include "oci2boot/error.h"

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

/// How many characters to add, remove or change to make one of the other (Levenshtein).
std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t change = diagonal + (left[i] == right[j] ? 0 : 1);
      diagonal = std::exchange(row[j + 1], std::min({row[j] + 1, row[j + 1] + 1, change}));
    }
  }
  return row.back();
}

/// The long option that `name` was perhaps meant to be, or nothing.
std::string nearest(const Options& options, std::string_view name) {
  std::size_t least = 3;
  std::string found;
  for (const Option& option : options) {
    const std::string known = long_name(option);
    const std::size_t here = known.starts_with(name) ? 1 : distance(name, known);
    if (name.size() < 3 || here >= least) continue;
    least = here;
    found = known;
  }
  return found;
}

/// "Option 'platfrom' does not exist (--platform does)"
std::string words_of(const cxxopts::exceptions::exception& error, const Options& options) {
  std::string words = error.what();
  for (const std::string_view quote : {"\u2018", "\u2019"}) {
    for (std::size_t at = 0; (at = words.find(quote)) != std::string::npos;) {
      words.replace(at, quote.size(), "'");
    }
  }
  if (dynamic_cast<const cxxopts::exceptions::no_such_option*>(&error) == nullptr) return words;
  const std::size_t start = words.find('\'') + 1;
  const std::string near = nearest(options, words.substr(start, words.rfind('\'') - start));
  return near.empty() ? words : words + " (--" + near + " does)";
}

}  // namespace

std::string long_name(const Option& option) {
  return option.names.substr(option.names.find(',') + 1);
}

bool GivenOptions::flag(std::string_view name) const {
  const auto found = values_.find(name);
  return found != values_.end() && found->second.back() != "false";
}

std::optional<std::string> GivenOptions::one(std::string_view name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return std::nullopt;
  return found->second.back();
}

std::vector<std::string> GivenOptions::all(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

GivenOptions parse_options(const Options& options, std::span<const std::string> arguments,
                           const std::string& command) {
  std::vector<const char*> argv{"oci2boot"};
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  GivenOptions::Values values;
  std::vector<std::string> words;
  try {
    cxxopts::Options parser = declared(options);
    const cxxopts::ParseResult result = parser.parse(static_cast<int>(argv.size()), argv.data());
    for (const Option& option : options) {
      const std::string name = long_name(option);
      if (result.count(name) == 0) continue;
      if (option.kind == OptionKind::flag) {
        values[name] = {result[name].as<bool>() ? "true" : "false"};
      } else {
        values[name] = result[name].as<std::vector<std::string>>();
      }
    }
    words = result.unmatched();
  } catch (const cxxopts::exceptions::exception& error) {
    throw Error(ErrorCode::usage,
                words_of(error, options) + "; " + command + " --help lists the options");
  }
  for (const Option& option : options) {
    const auto given = values.find(long_name(option));
    if (option.kind == OptionKind::once && given != values.end() && given->second.size() > 1) {
      throw Error(ErrorCode::usage, "--" + given->first + " is given twice");
    }
  }
  return {std::move(values), std::move(words)};
}

}  // namespace oci2boot
