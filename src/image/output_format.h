// SPDX-License-Identifier: Apache-2.0
// What to make, told from the output's name and the options --format and --compress.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "src/image/compression.h"

namespace oci2boot {

enum class OutputFormat { initramfs };

struct OutputChoice {
  OutputFormat format = OutputFormat::initramfs;
  /// Nothing: neither the name nor an option says it, see default_compression().
  std::optional<CompressionChoice> compression;
  /// The bytes go to standard output, and nothing is made beside them.
  bool to_standard_output = false;
};

/// The last part of the name decides:
///
///     initrd…, initramfs…          an initramfs, whatever follows ("initrd.img-6.1"); compressed
///                                  as a last .gz .zst .xz .lz4 .bz2 .lzma says, else not said
///     ….cpio                       an initramfs that is not compressed
///     ….cpio.gz, .zst, …           an initramfs compressed so
///     -                            an initramfs on standard output, compression not said
///
/// `format` ("initramfs" or "cpio") is for any other name. `compress` is ALG[:LEVEL]; where the
/// name's extension says another method the two contradict each other and that is refused.
/// Throws Error (usage).
OutputChoice choose_output(std::string_view output, const std::optional<std::string>& format,
                           const std::optional<std::string>& compress);

}  // namespace oci2boot
