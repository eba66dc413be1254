// SPDX-License-Identifier: Apache-2.0
// What a kernel module says of itself in its ELF section .modinfo (include/linux/module.h). Debian
// packages carry no modules.dep, which is made on installation, so this is where dependencies are
// read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oci2boot {

struct ModuleInfo {
  std::string kernel_version;         ///< the first word of vermagic; empty when it has none
  std::vector<std::string> depends;   ///< modules whose symbols it uses; names as module_name() has
  std::vector<std::string> before;    ///< softdep "pre:": better loaded first, not needed
  std::vector<std::string> softdeps;  ///< the texts of all softdeps
  std::vector<std::string> aliases;   ///< "pci:v00001AF4d*", "fs-ext4", "devname:fuse"
  std::vector<std::string> symbols;   ///< that it exports, sorted
};

/// Nothing when the bytes are no 64-bit little-endian ELF file with such a section. Any bytes will
/// do.
std::optional<ModuleInfo> read_module_info(std::string_view elf);

/// The kernel's name for the module in a file: "kernel/char/virtio-rng.ko.xz" is "virtio_rng".
/// Empty when the file is no module, or the name none that a file can have ("." and "..").
std::string module_name(std::string_view path);

}  // namespace oci2boot
