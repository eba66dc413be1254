// SPDX-License-Identifier: Apache-2.0
// --keep: a file that holds what a guest has changed of a cached root.
#pragma once

#include <filesystem>
#include <string>

namespace oci2boot {

/// The file that a qcow2 file goes on from, by its path; empty: from none. Throws Error (usage)
/// when it is no qcow2 file.
std::string backing_file(const std::filesystem::path& qcow2);

/// Throws what use_kept_disk() would throw of whatever root, as far as that can be seen before
/// there is one. `search_path` is as $PATH.
void check_kept_disk(const std::filesystem::path& file, const std::string& search_path);

/// Makes `file` over the disk `root` where it is not there. Where it is, it must be over that disk.
/// Both paths are absolute. Throws Error: usage when it is over something else; missing_tool
/// without qemu-img; output_failed with what that said.
void use_kept_disk(const std::filesystem::path& file, const std::filesystem::path& root);

}  // namespace oci2boot
