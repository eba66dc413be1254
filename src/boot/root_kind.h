// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace oci2boot {

/// Where a machine keeps its root file system.
enum class RootKind {
  memory,  ///< it is the initramfs
  disk,    ///< an initramfs with stage 1 alone finds and mounts it
};

}  // namespace oci2boot
