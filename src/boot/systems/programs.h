// SPDX-License-Identifier: Apache-2.0
// Where an image has the programs that adapters look for.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "oci2boot/root_filesystem.h"

namespace oci2boot {

/// The absolute path of a program in the folders that every system has in the PATH of its services:
/// /usr/sbin, /usr/bin, /sbin, /bin. Nothing when none has it.
std::optional<std::string> system_program(const RootFilesystem& root, std::string_view name);

/// Whether there is a regular file at `path`, links followed, that someone may execute.
bool is_program(const RootFilesystem& root, std::string_view path);

/// Whether both paths lead to the same file.
bool is_same_file(const RootFilesystem& root, std::string_view one, std::string_view other);

/// What asks for a name on a terminal.
struct Getty {
  std::string path;
  /// busybox: `getty BAUD TTY TERM`; -n -l PROGRAM for no question. Else util-linux's agetty.
  bool is_busybox = false;
};

/// Nothing when the image has neither.
std::optional<Getty> find_getty(const RootFilesystem& root);

}  // namespace oci2boot
