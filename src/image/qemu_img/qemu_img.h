// SPDX-License-Identifier: Apache-2.0
// Disk formats that QEMU's qemu-img writes for us.
#pragma once

#include "src/image/disk_formats.h"

namespace oci2boot {

/// Throws Error (missing_tool) when there is no qemu-img in PATH; `format` is what it was wanted
/// for.
void require_qemu_img(DiskFormat format);

/// Makes `to`, which is empty, of `from`, a file that holds the disk's bytes one after the other.
/// Throws Error: missing_tool, or output_failed with what qemu-img said.
void convert_with_qemu_img(int from, DiskFormat format, OutputFile& to);

}  // namespace oci2boot
