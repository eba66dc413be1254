// SPDX-License-Identifier: Apache-2.0
// Follows a deflate stream (RFC 1951) from block to block: where one ends is known only when all
// words in it have been passed. How long these are is enough for that; to unpack them, as zlib
// does, takes 1.7 times as long.
#pragma once

#include "src/image/deflate/bits.h"
#include "src/image/deflate/block_header.h"

namespace oci2boot::deflate {

/// Moves `bits` from a block's header to the bit behind the block; returns the header. Throws Error
/// (failed) when it is no block or does not end. What its bytes are is not looked at.
BlockHeader pass_block(Bits& bits);

}  // namespace oci2boot::deflate
