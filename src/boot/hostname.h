// SPDX-License-Identifier: Apache-2.0
// Names of hosts: letters, digits and hyphens in labels of 1 to 63 that neither begin nor end with
// a hyphen (RFC 1123, section 2.1). Underscores are let through, as Docker does for its services.
#pragma once

#include <string>
#include <string_view>

namespace oci2boot {

/// A name of one or more labels, as it may stand in /etc/hosts; at most 253 bytes.
bool is_host_name(std::string_view name);

/// Throws Error (usage) when `name` cannot be a Linux machine's: no host name, or past the 64 bytes
/// that sethostname(2) takes.
void check_hostname(const std::string& name);

/// One label made from an image's name: "docker.io/library/Alpine_Edge:3.19" gives "alpine-edge".
/// Never empty.
std::string hostname_for(std::string_view image_name);

}  // namespace oci2boot
