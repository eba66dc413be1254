// SPDX-License-Identifier: Apache-2.0
// Which ports of the host lead to those that an image exposes, where the user asks for none. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "src/launch/launch_plan.h"

namespace oci2boot {

/// An image is made by anyone: no more ports of one are forwarded.
inline constexpr std::size_t kMostExposedPorts = 64;

struct ExposedPorts {
  std::vector<PublishedPort> ports;   ///< by the guest's port, tcp before udp
  std::vector<std::string> left_out;  ///< what names no port, is not tcp or udp, or one too many
};

/// `exposed`: as the image's configuration has them, "8080/tcp", "53/udp", "80" or "7000-7010/tcp".
/// A port from 1024 on has the same number on the host, one below, which takes privileges there,
/// the number and 8000 (80: 8080, 443: 8443), or the next that is free of the image's others. All
/// are on 127.0.0.1.
ExposedPorts forward_exposed(std::span<const std::string> exposed);

}  // namespace oci2boot
