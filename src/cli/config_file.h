// SPDX-License-Identifier: Apache-2.0
// A file of options, as TOML: keys are the long names of options; what is in a table is for the
// command that the table is named after ([run], [kernel.add]). Knows no option.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oci2boot {

struct ConfigEntry {
  enum class Kind { flag, value, list };

  std::string command;  ///< "run", "kernel add"; empty: any that has the option
  std::string key;
  Kind kind = Kind::value;
  std::vector<std::string> values;  ///< one, but for a list; a flag's is "true" or "false"
  unsigned line = 0;                ///< from 1
};

/// `name` is the file's, for messages. The file may be anybody's. Throws Error (usage).
std::vector<ConfigEntry> parse_config(std::string_view text, const std::string& name);

/// The text of the file, or nothing when it is not there, or in a folder that is closed to this
/// user: `sudo -u` and setpriv leave HOME as it was. Throws Error (usage) when it cannot be
/// read, is no regular file, or is too large to be what is meant.
std::optional<std::string> read_config(const std::filesystem::path& path);

}  // namespace oci2boot
