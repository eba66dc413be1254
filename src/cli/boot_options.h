// SPDX-License-Identifier: Apache-2.0
// The options that say how something boots, or on what machine: those of a conversion, which
// `oci2boot inspect` takes as well.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/cli/option_parser.h"
#include "src/cli/values.h"
#include "src/pipeline/convert_request.h"

namespace oci2boot {

/// In groups: the kernel; what runs in the guest; who may log in; the machine.
Options kernel_options();
Options guest_options();
Options machine_options();

/// How large a machine is; `unsaid` tells the memory that it has when nothing is said.
Option memory_option(std::string_view unsaid);
Option cpus_option();

/// All of them.
Options boot_options();

/// Puts them, and the command that stood behind --, into `request`. Throws Error (usage).
void take_boot_options(const GivenOptions& given, std::vector<std::string> guest_command,
                       ConvertRequest& request, HostPort host_ports = HostPort::named);

}  // namespace oci2boot
