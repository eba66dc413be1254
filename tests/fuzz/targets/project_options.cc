// SPDX-License-Identifier: Apache-2.0
// An oci2boot.toml that came with somebody's checkout.
#include <algorithm>
#include <filesystem>
#include <string>

#include "src/cli/command_table.h"
#include "src/cli/option_sources.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/input_bytes.h"

namespace oci2boot {

namespace {

bool names_file(const Option& option) {
  return option.completes == ValueKind::file || option.completes == ValueKind::folder ||
         option.completes == ValueKind::kernel;
}

bool leaves(const std::filesystem::path& path) {
  return path.is_absolute() || std::find(path.begin(), path.end(), "..") != path.end();
}

void check(const Option* option, const OptionSetting& setting) {
  expect(option != nullptr && option->reach == Reach::project, "a project may set it");
  const std::vector<std::string>& values = setting.values;
  if (option->kind != OptionKind::many) expect(values.size() == 1, "one value");
  for (const std::string& value : values) {
    if (option->kind == OptionKind::flag) expect(value == "true" || value == "false", "a flag");
    if (names_file(*option)) expect(!leaves(value), "a file of the project");
  }
}

}  // namespace

}  // namespace oci2boot

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oci2boot;
  const std::string text(InputBytes(data, size).rest());
  OptionDefaults defaults;
  defaults.home = "/home/ada";
  defaults.files = [&] {
    return std::vector<ConfigSource>{{"./oci2boot.toml", text, Reach::project}};
  };
  for (const CommandDescription& command : command_descriptions()) {
    const bool is_taken = accepted([&] {
      const GivenOptions given =
          with_defaults(GivenOptions({}, {}), command, command_descriptions(), defaults);
      for (const auto& [name, setting] : given.settings()) {
        check(find_option(command.options, name), setting);
      }
    });
    if (!is_taken) break;
  }
  return 0;
}
