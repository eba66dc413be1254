// SPDX-License-Identifier: Apache-2.0
// What qemu-img puts into a disk's file at random or from a clock, and what takes its place: equal
// disks give equal files. A virtual machine's manager tells disks apart by such identifiers (two of
// one identifier are refused by VirtualBox), so they come from the disk's bytes.
#pragma once

#include <array>
#include <cstddef>

#include "src/image/block_file.h"
#include "src/image/disk_formats.h"

namespace oci2boot {

/// A UUID, its bytes in the order of its text.
using DiskIdentifier = std::array<std::byte, 16>;

/// From the start of the disk, where a file system has its own identifier and sizes.
DiskIdentifier identifier_of(const BlockSource& disk);

/// Puts `identifier` into `file`, as qemu-img has made it. What a later qemu-img makes differently
/// stays as it is.
void settle_identifiers(OutputFile& file, DiskFormat format, const DiskIdentifier& identifier);

// Each format's own, of settle_identifiers().
void settle_vmdk(OutputFile& file);
void settle_vdi(OutputFile& file, const DiskIdentifier& identifier);
void settle_vhd(OutputFile& file, const DiskIdentifier& identifier);
void settle_vhdx(OutputFile& file, const DiskIdentifier& identifier);

}  // namespace oci2boot
