// SPDX-License-Identifier: Apache-2.0
// Decompression by content: what a stream is packed with is told by its first bytes, never by a
// media type or a file name.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "oci2boot/byte_source.h"

namespace oci2boot {

enum class Compression {
  none,
  gzip,
  zstd,
  xz,
  bzip2,
  unsupported,  ///< known, but not read: lz4, lzma, lzip, lzop, compress, zip, 7-Zip
};

/// How many leading bytes recognise_compression() wants to see.
inline constexpr std::size_t kCompressionMagicSize = 10;

/// Tells the compression from a stream's first bytes (RFC 1952, RFC 8878 with skippable frames,
/// the .xz file format, bzip2). Anything else, also an empty stream and what has no magic (brotli),
/// is `none`.
Compression recognise_compression(std::span<const std::byte> head);

/// The unpacked bytes of `packed`, whatever it is packed with. gzip streams of many members, zstd
/// streams of many frames, xz streams of many streams and zero padding after the end are read to
/// the end. Throws Error (verification_failed) from read() on a checksum that does not match, a
/// truncated stream or garbage behind the end, and Error (invalid_image) that names an unsupported
/// packing. Memory is bounded whatever the stream declares: a
/// zstd window over 128 MiB, or an xz dictionary that needs more than 160 MiB to unpack, is
/// Error (invalid_image).
std::unique_ptr<ByteSource> decompress(std::unique_ptr<ByteSource> packed);

}  // namespace oci2boot
