// SPDX-License-Identifier: Apache-2.0
// Tells programs apart by the text in them. /sbin/init is any init system's name; which one it is
// shows in the files that it reads.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "oci2boot/root_filesystem.h"

namespace oci2boot {

/// Whether the program at `path`, links followed, has `text` (not empty) in its first 16 MiB. False
/// when it is no regular file that someone may execute.
bool program_mentions(const RootFilesystem& root, std::string_view path, std::string_view text);

/// Whether it is BusyBox under whatever name: a link, a hard link or a copy.
bool is_busybox(const RootFilesystem& root, std::string_view path);

/// The first of the paths at which a kernel or a person looks for an init (/sbin/init, /bin/init)
/// that `is_it` accepts.
std::optional<std::string> init_path(const RootFilesystem& root,
                                     bool (*is_it)(const RootFilesystem&, std::string_view));

}  // namespace oci2boot
