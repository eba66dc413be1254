// SPDX-License-Identifier: Apache-2.0
// Joins deflate streams that were packed by themselves, on any number of threads, into one.
#pragma once

#include <cstddef>
#include <vector>

namespace oci2boot::deflate {

/// Makes a whole deflate stream (RFC 1951) one that goes on: its last block is no longer marked as
/// such, and an empty stored block fills its last byte, so that another stream can follow. Throws
/// Error (failed) when it is no such stream, as far as that is noticed: what it unpacks to is not
/// looked at, and of a single block only how it begins and ends.
void leave_open(std::vector<std::byte>& stream);

}  // namespace oci2boot::deflate
