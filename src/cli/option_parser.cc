// SPDX-License-Identifier: Apache-2.0
#include "src/cli/option_parser.h"

// Values are taken as they are: a comma in `-e A=1,2` separates nothing.
#define CXXOPTS_VECTOR_DELIMITER '\0'
#include <cxxopts.hpp>

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

std::string long_name(const Option& option) {
  return option.names.substr(option.names.find(',') + 1);
}

}  // namespace

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
                std::string(error.what()) + "; " + command + " --help lists the options");
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
