// SPDX-License-Identifier: Apache-2.0
// Whether a vmlinux starts as it is: the kernel proper needs no time to unpack itself.
#pragma once

#include <string_view>

namespace oci2boot {

/// Whether the 64-bit ELF file says where QEMU enters it (CONFIG_PVH: the note
/// XEN_ELFNOTE_PHYS32_ENTRY of Xen's elfnote.h; docs/misc/pvh.pandoc there). Any bytes will do.
bool starts_by_pvh(std::string_view elf);

}  // namespace oci2boot
