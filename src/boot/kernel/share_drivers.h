// SPDX-License-Identifier: Apache-2.0
// The file systems by which a kernel mounts folders of its host.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/boot/guest_module.h"
#include "src/boot/kernel/kernel_config.h"
#include "src/boot/kernel/kernel_place.h"

namespace oci2boot {

/// One that a kernel has.
struct ShareDriver {
  std::string type;  ///< GuestShare::type: "virtiofs", "9p"
  /// In loading order, behind those that every machine gets and without them. None where the kernel
  /// has it built in.
  std::vector<GuestModule> modules;
};

/// `base`: the modules that every machine gets, in loading order. Nothing: it cannot be told, as
/// neither modules nor a configuration lie beside the kernel.
std::optional<std::vector<ShareDriver>> find_share_drivers(
    const LocatedKernel& kernel, const std::optional<KernelConfig>& config,
    const std::vector<GuestModule>& base);

}  // namespace oci2boot
