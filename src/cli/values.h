// SPDX-License-Identifier: Apache-2.0
// The values of options that are more than a word. All throw Error (usage).
#pragma once

#include <cstdint>
#include <string_view>

#include "src/launch/launch_plan.h"

namespace oci2boot {

/// "512", "512M", "2G", "2GiB": MiB where there is no unit, as QEMU has it. At most 16 TiB.
std::uint64_t parse_memory_mib(std::string_view text);

/// "[IPV4:]HOST:GUEST[/tcp|/udp]", as `docker run -p` has it; ports 1 to 65535.
PublishedPort parse_published_port(std::string_view text);

/// 1 to 512.
unsigned parse_cpus(std::string_view text);

}  // namespace oci2boot
