// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace oci2boot {

/// A kernel module that PID 1 loads.
struct GuestModule {
  std::string name;   ///< as the kernel spells it: "virtio_rng"; its file's name in the initramfs
  std::string bytes;  ///< an ELF file, not compressed
};

}  // namespace oci2boot
