// SPDX-License-Identifier: Apache-2.0
// What an image may ask of the machine that unpacks it. An image is untrusted input: every number
// in it is checked against one of these before it costs memory or time.
#pragma once

#include <cstdint>

namespace oci2boot {

struct Limits {
  std::uint64_t document_bytes = 8U << 20;  ///< a manifest, index, config or manifest.json
  std::uint64_t layers = 10'000;            ///< of one image
  std::uint64_t index_depth = 8;            ///< indexes inside indexes
  std::uint64_t indexes = 100;              ///< looked into on the way to one image
  /// Tar entries of all layers together, the directories that are made because an entry lies in
  /// them, and the pieces between the holes of sparse files.
  std::uint64_t entries = 20'000'000;
  /// One path, as its entry has it and where links lead it to; one link target. Linux takes paths
  /// of up to 4096 bytes (PATH_MAX); twice that leaves room for needless "./" and "//".
  std::uint64_t path_bytes = 8U << 10;
  std::uint64_t name_bytes = 4096;  ///< one part of a path
  /// All extended attributes of one entry: names, values, and 64 bytes more for each.
  std::uint64_t xattr_bytes = 1U << 20;
  /// A long name or the pax records before one tar entry, or the map of a sparse file: they are
  /// read as a whole. Attributes may stand there twice, once in base64.
  std::uint64_t header_bytes = 4U << 20;
  /// Parts of one path: PATH_MAX has room for no more. A tar entry costs its sender a few bytes,
  /// but us a directory for each part, and an output the whole path of each of them.
  std::uint64_t path_depth = 2048;
  /// Of all layers together: the path (the longer of what its entry has and of where it comes to
  /// lie), link target and extended attributes of every entry, and the path of every directory that
  /// is made for one. Such bytes are kept in memory, and an output repeats the paths.
  std::uint64_t metadata_bytes = std::uint64_t{1} << 30;
  std::uint64_t unpacked_bytes = std::uint64_t{1} << 40;  ///< data of all layers, holes not counted
};

}  // namespace oci2boot
