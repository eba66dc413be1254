// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace oci2boot {

/// Writes all of `bytes`, going on after signals and short writes. Throws Error (output_failed)
/// that names `what` ("output 'initrd'"), the cause and, for a full disk, the way out.
void write_fully(int fd, std::span<const std::byte> bytes, const std::string& what);

}  // namespace oci2boot
