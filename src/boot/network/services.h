// SPDX-License-Identifier: Apache-2.0
// One NetworkService per file.
#pragma once

#include "src/boot/network/network_service.h"

namespace oci2boot {

extern const NetworkService kNetworkd;  ///< also what netplan writes for it
extern const NetworkService kNetworkManager;
extern const NetworkService kIfupdown;  ///< Debian's and busybox's
extern const NetworkService kDhcpcd;
extern const NetworkService kConnman;

}  // namespace oci2boot
