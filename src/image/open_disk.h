// SPDX-License-Identifier: Apache-2.0
// Reading a disk from its file, whatever format that has. Such files come from anywhere: nothing in
// them is believed.
#pragma once

#include <filesystem>
#include <memory>

#include "src/image/block_file.h"

namespace oci2boot {

/// A disk in a raw or a qcow2 file (version 2 or 3, compressed or not; without a backing file,
/// encryption or a second file for its data), told by what the file begins with, or on a block
/// device. For one thread at a time.
///
/// Throws Error: not_found when there is no such file, failed when it cannot be read, invalid_image
/// when it is no regular file, in a format that is not read, or damaged. The last comes from the
/// disk's read() and next_data() too.
std::unique_ptr<BlockSource> open_disk(const std::filesystem::path& path);

}  // namespace oci2boot
