// SPDX-License-Identifier: Apache-2.0
// What a newc archive, and the kernel that unpacks it, cannot hold. Pure: looks at a tree, before a
// byte is written.
#pragma once

#include <cstdint>

#include "oci2boot/file_tree.h"
#include "oci2boot/warnings.h"

namespace oci2boot {

/// newc has eight hex digits for a time, which the kernel reads as unsigned (init/initramfs.c,
/// parse_header): 1970 to 2106. What lies outside becomes the nearest of the two.
std::uint32_t cpio_time(Timestamp time);

/// Throws Error (invalid_image), with the path, on what cannot be stored at all: a file of 4 GiB or
/// more, a device number beyond 12 bits of major and 20 of minor (the kernel's dev_t).
///
/// Warns, in one line each, of times that are moved into range, and of names that the kernel leaves
/// out without a word: paths over 4095 bytes (PATH_MAX), parts of a path over 255 (NAME_MAX), links
/// whose target has over 4095.
void check_cpio_limits(const FileTree& tree, const WarningSink& warn);

}  // namespace oci2boot
