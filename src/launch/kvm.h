// SPDX-License-Identifier: Apache-2.0
// Whether guests may run on the processor itself.
#pragma once

#include <string>

#include "src/launch/qemu.h"

namespace oci2boot {

struct KvmState {
  bool works = false;
  std::string reason;   ///< why it does not: "there is no /dev/kvm"
  std::string way_out;  ///< what helps; empty where it works
};

/// Asks the kernel of this machine, by making an empty virtual machine. A /dev/kvm that opens is
/// not enough: on hosts that are guests themselves QEMU aborts or hangs on it where the processor
/// shows neither vmx nor svm.
KvmState kvm_state(const Machine& machine);

}  // namespace oci2boot
