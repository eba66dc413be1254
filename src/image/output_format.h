// SPDX-License-Identifier: Apache-2.0
// What to make, told from the output's name and the options --format and --compress.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "src/image/compression.h"
#include "src/image/disk_formats.h"

namespace oci2boot {

enum class OutputFormat {
  initramfs,  ///< a root file system that boots, with what boots it
  tar,        ///< the image's root file system as it is
  disk,       ///< a disk with a root file system that boots, with what boots it
};

struct OutputChoice {
  OutputFormat format = OutputFormat::initramfs;
  /// Of an initramfs or a tar. Nothing: neither the name nor an option says it. A tar is not
  /// compressed then; for an initramfs see default_compression().
  std::optional<CompressionChoice> compression;
  DiskFormatChoice disk;  ///< of a disk
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
///     ….img, ….raw, ….ext4           a disk, its bytes one after the other
///     ….qcow2, .vmdk, .vdi, .vhd,    a disk in that format
///     .vhdx
///     -                              a tar archive on standard output, not compressed
///
/// `format` ("tar", "initramfs" or "cpio", "raw" or "ext4", "qcow2", …) is for any other name, and
/// for "-", where no disk can go. `compress` is ALG[:LEVEL]; of disks only qcow2 has one
/// (parse_cluster_compression()). Where a name says one thing and an option another the two
/// contradict each other and that is refused. Throws Error (usage).
OutputChoice choose_output(std::string_view output, const std::optional<std::string>& format,
                           const std::optional<std::string>& compress);

/// Whether the name says that it is a tar archive.
bool names_tar(std::string_view output);

}  // namespace oci2boot
