// SPDX-License-Identifier: Apache-2.0
// Unpacks compressed clusters, which may be anything.
#pragma once

#include <cstddef>
#include <span>

namespace oci2boot::qcow2 {

/// Fill `cluster` from the start of `packed`, behind which anything may follow. False when that
/// does not give all of the cluster.
bool unpack_zlib(std::span<const std::byte> packed, std::span<std::byte> cluster);
bool unpack_zstd(std::span<const std::byte> packed, std::span<std::byte> cluster);

}  // namespace oci2boot::qcow2
