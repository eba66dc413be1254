// SPDX-License-Identifier: Apache-2.0
// What an image may ask of the machine that unpacks it. An image is untrusted input: every number
// in it is checked against one of these before it costs memory or time.
#pragma once

#include <cstddef>
#include <cstdint>

namespace oci2boot {

struct Limits {
  std::uint64_t document_bytes = 8U << 20;  ///< a manifest, index, config or manifest.json
  std::size_t layers = 10'000;              ///< of one image
  int index_depth = 8;                      ///< indexes inside indexes
  std::uint64_t entries = 20'000'000;       ///< tar entries of all layers together
  std::size_t path_bytes = 64U << 10;       ///< one path, one link target
  std::size_t name_bytes = 4096;            ///< one part of a path
  std::uint64_t xattr_bytes = 1U << 20;     ///< all extended attributes of one entry
  std::size_t path_depth = 32U << 10;       ///< parts of one path
  std::uint64_t unpacked_bytes = std::uint64_t{1} << 40;  ///< data of all layers, holes not counted
};

}  // namespace oci2boot
