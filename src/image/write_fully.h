// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace oci2boot {

/// Writes all of `bytes`, going on after signals and short writes. Throws Error (output_failed)
/// that names `what` ("output 'initrd'"), the cause and, for a full disk, the way out.
void write_fully(int fd, std::span<const std::byte> bytes, const std::string& what);

/// The same at `offset` of a file, whose position stays where it is.
void write_fully_at(int fd, std::uint64_t offset, std::span<const std::byte> bytes,
                    const std::string& what);

/// What the others throw, of a call of another kind that failed with `error_number`.
[[noreturn]] void throw_write_error(int error_number, const std::string& what);

}  // namespace oci2boot
