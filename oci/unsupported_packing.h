// SPDX-License-Identifier: Apache-2.0
// Packings that are known by their magic and not read: to be named in errors.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace oci2boot {

/// "lz4", "zip" …, by a stream's first kCompressionMagicSize bytes; empty for what is none of
/// these. No tar archive is taken for one: each magic has a byte that no sensible name of a first
/// entry has.
std::string_view unsupported_packing(std::span<const std::byte> head);

}  // namespace oci2boot
