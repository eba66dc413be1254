// SPDX-License-Identifier: Apache-2.0
// What makes the file system of one image not that of another: derived from the image, so that
// equal images give equal disks.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "src/image/ext4/ext4_image.h"
#include "src/pipeline/flat_image.h"

namespace oci2boot {

/// From the image's ID, or the digests of its layers where it has none. The label is "oci-" and the
/// ID's first 12 digits, which is what engines show of it.
Ext4Identity disk_identity(const FlatImage& flat, Timestamp time);

/// "0f3c8f6e-…": as mount(8) and the kernel's command line have it.
std::string uuid_text(const std::array<std::uint8_t, 16>& uuid);

}  // namespace oci2boot
