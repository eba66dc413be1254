// SPDX-License-Identifier: Apache-2.0
// The values of options that are more than a word. All throw Error (usage).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "src/image/ext4/disk_size.h"
#include "src/launch/launch_plan.h"

namespace oci2boot {

/// Bytes: "500M", "10G", "2GiB", "1GB", or a plain number of them. Units are powers of 1024.
/// Nothing, if `text` says something else.
std::optional<std::uint64_t> size_in(std::string_view text);

/// The same, of an option that takes nothing else.
std::uint64_t parse_size(std::string_view option, std::string_view text);

/// --size: "10G" for a disk of that size, "+2G" for that much free space on it.
DiskSize parse_disk_size(std::string_view text);

/// "90m", "12h", "30d", "2w", "45s"; at most 100 years.
std::chrono::seconds parse_age(std::string_view option, std::string_view text);

/// "512", "512M", "2G", "2GiB": MiB where there is no unit, as QEMU has it. At most 16 TiB.
std::uint64_t parse_memory_mib(std::string_view text);

/// Whether 0 may stand for the port of the host: any that is free.
enum class HostPort { named, named_or_any };

/// "[IPV4:]HOST:GUEST[/tcp|/udp]", as `docker run -p` has it; ports 1 to 65535.
PublishedPort parse_published_port(std::string_view text, HostPort host = HostPort::named);

/// 1 to 512.
unsigned parse_cpus(std::string_view text);

/// Threads: 1 to 64.
unsigned parse_jobs(std::string_view text);

/// Downloads at a time: 1 to 32.
unsigned parse_parallel(std::string_view text);

}  // namespace oci2boot
