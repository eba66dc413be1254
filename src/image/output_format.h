// SPDX-License-Identifier: Apache-2.0
// What to make, told from the output's name and the options --format and --compress.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "src/image/compression.h"

namespace oci2boot {

enum class OutputFormat {
  initramfs,  ///< a root file system that boots, with what boots it
  tar,        ///< the image's root file system as it is
};

struct OutputChoice {
  OutputFormat format = OutputFormat::initramfs;
  /// Nothing: neither the name nor an option says it. A tar is not compressed then; for an
  /// initramfs see default_compression().
  std::optional<CompressionChoice> compression;
  /// The bytes go to standard output, and nothing is made beside them.
  bool to_standard_output = false;
};

/// The last part of the name decides:
///
///     ….tar, ….tar.gz, .tar.zst, …   a tar archive, compressed as a last .gz .zst .xz .lz4 .bz2
///     ….tgz, .tzst, .txz, .tbz2      .lzma or a short form of both says
///     ….cpio, ….cpio.gz, …           an initramfs, likewise
///     initrd…, initramfs…            an initramfs, whatever follows ("initrd.img-6.1"); without a
///                                    last .gz … the compression is not said
///     -                              a tar archive on standard output, not compressed
///
/// `format` ("tar", "initramfs" or "cpio") is for any other name, and for "-". `compress` is
/// ALG[:LEVEL]. Where a name says one thing and an option another the two contradict each other and
/// that is refused. Throws Error (usage).
OutputChoice choose_output(std::string_view output, const std::optional<std::string>& format,
                           const std::optional<std::string>& compress);

}  // namespace oci2boot
