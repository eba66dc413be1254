// SPDX-License-Identifier: Apache-2.0
// Where the data of a deflate stream (RFC 1951) ends that is one block: somewhere in its last byte.
// A block's end is a code like any other, which the block's header tells; so that is found without
// unpacking what lies between the two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace oci2boot::deflate {

/// In bits from the stream's beginning. Nothing when there are several blocks, or when the end can
/// only be known from what comes before it: the code is nothing but zeros, as padding is. Of
/// something that is no deflate stream: anything.
std::optional<std::uint64_t> end_of_single_block(std::span<const std::byte> stream);

}  // namespace oci2boot::deflate
