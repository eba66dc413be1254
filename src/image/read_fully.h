// SPDX-License-Identifier: Apache-2.0
// Reading a disk's file at offsets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "src/image/block_file.h"

namespace oci2boot {

/// Fills `buffer` from `offset` of a file; what lies behind the file's end is zeros. Throws Error
/// (failed) that names `what` and the cause.
void read_fully_at(int fd, std::uint64_t offset, std::span<std::byte> buffer,
                   const std::string& what);

/// The first range at or behind `offset`, and before `end`, that is no hole of a file. All of it
/// where the file system does not tell.
std::optional<BlockSource::Range> next_data_of(int fd, std::uint64_t offset, std::uint64_t end);

}  // namespace oci2boot
