// SPDX-License-Identifier: Apache-2.0
// Joins deflate streams that were packed by themselves, on any number of threads, into one.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace oci2boot {

/// Makes a whole deflate stream (RFC 1951) one that goes on: its last block is no longer marked as
/// such, and an empty stored block fills its last byte, so that another stream can follow.
/// `scratch` is room for what it unpacks to, which is not nothing. Throws Error (failed) when it is
/// no such stream, as far as that is noticed: where it says that it is one block, little of it is
/// looked at.
void leave_open(std::vector<std::byte>& stream, std::span<std::byte> scratch);

}  // namespace oci2boot
