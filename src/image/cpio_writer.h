// SPDX-License-Identifier: Apache-2.0
// Writes a root file system as a newc cpio archive: what the kernel unpacks into its first root
// (Documentation/driver-api/early-userspace/buffer-format.rst, init/initramfs.c).
//
//  - Entries come in the order of FileTree::walk, names without a leading slash. The root itself is
//    "." and comes first: the kernel, which stands in its root, applies owner and mode to it, as
//    cpio does to the folder it unpacks in. A file "TRAILER!!!" in the root is written as
//    "./TRAILER!!!", or it would end the archive.
//  - The names of one inode share its number; the last one carries the bytes, the others have size
//    0. That is the format's rule, GNU cpio's as well as the kernel's, which fills the file at
//    whatever name has them. Symbolic links are never linked: each is written whole.
//  - Inode numbers count from 1 in the order of writing; the device is 0:0.
//  - Holes are zeros. Extended attributes are not in the format.
//  - The end is padded to 512 bytes, as cpio does it.
#pragma once

#include <cstdint>

#include "oci2boot/root_filesystem.h"
#include "oci2boot/warnings.h"
#include "src/image/byte_sink.h"

namespace oci2boot {

/// What the kernel needs to unpack the archive, for sizing the guest's memory.
struct CpioSummary {
  std::uint64_t entries = 0;         ///< names, the root included
  std::uint64_t unpacked_bytes = 0;  ///< content of files, each rounded up to pages of 4 KiB
  std::uint64_t archive_bytes = 0;   ///< size of the archive, as it is before compression
};

/// Writes the whole archive to `to`, which it does not finish. Limits and warnings:
/// check_cpio_limits(). Throws Error, and whatever `to` throws.
CpioSummary write_cpio(const RootFilesystem& root, ByteSink& to, const WarningSink& warn);

}  // namespace oci2boot
