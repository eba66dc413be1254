// SPDX-License-Identifier: Apache-2.0
// Temporary files that nobody can see and nothing can leave behind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace oci2boot {

/// Opens a new file without a name in `folder` for reading and writing: O_TMPFILE, or a name that
/// is removed at once where the file system lacks it. The caller closes it. Throws Error
/// (output_failed).
int open_scratch_file(const std::filesystem::path& folder);

/// Writes all of `bytes` at `offset`. Throws Error (output_failed) when the disk is full.
void write_scratch_file(int fd, std::span<const std::byte> bytes, std::uint64_t offset);

}  // namespace oci2boot
