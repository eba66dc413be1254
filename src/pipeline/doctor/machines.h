// SPDX-License-Identifier: Apache-2.0
// What guests run on: QEMU and KVM.
#pragma once

#include <string>
#include <vector>

#include "src/pipeline/doctor/finding.h"

namespace oci2boot {

/// For the architecture of this machine, and for others that a QEMU is installed for.
/// `search_path` is as $PATH.
std::vector<Finding> machine_findings(const std::string& search_path);

/// GOARCH of this machine; what `uname -m` says where oci2boot knows no other name.
std::string host_architecture();

}  // namespace oci2boot
