// SPDX-License-Identifier: Apache-2.0
#include "src/launch/panic_advice.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <string>

#include "src/cli/command_table.h"
#include "src/launch/launch_body.h"

namespace oci2boot {
namespace {

/// "--kernel", each that a text names.
std::set<std::string> options_in(std::string_view text) {
  static const std::regex kOption("--[a-z][a-z-]*");
  std::set<std::string> found;
  const std::string words(text);
  for (std::sregex_iterator i(words.begin(), words.end(), kOption), end; i != end; ++i) {
    found.insert(i->str());
  }
  return found;
}

std::set<std::string> options_of(std::string_view command) {
  std::set<std::string> names;
  for (const Option& option : find_command(command)->description.options) {
    names.insert("--" + long_name(option));
  }
  return names;
}

/// Who has run an image can follow it, and so can who has converted one and starts its script.
TEST(PanicAdviceTest, NamesOptionsThatTheReaderHas) {
  const std::set<std::string> run = options_of("run");
  const std::set<std::string> convert = options_of("convert");
  const std::set<std::string> script = options_in(kLaunchBody);
  for (const PanicAdvice& known : panic_advice()) {
    const std::string advice(known.advice);
    const std::set<std::string> named = options_in(advice);
    const bool converts = advice.find("convert again") != std::string::npos;
    bool has_one_of_a_run = named.empty() || converts;
    for (const std::string& option : named) {
      has_one_of_a_run |= run.contains(option);
      EXPECT_TRUE(run.contains(option) || script.contains(option) ||
                  (converts && convert.contains(option)))
          << option << " in: " << advice;
    }
    EXPECT_TRUE(has_one_of_a_run) << advice;
  }
}

}  // namespace
}  // namespace oci2boot
