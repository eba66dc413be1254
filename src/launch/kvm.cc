// SPDX-License-Identifier: Apache-2.0
#include "src/launch/kvm.h"

#include <fcntl.h>
#include <linux/kvm.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>

#include <cerrno>
#include <fstream>
#include <sstream>

#include "oci2boot/error.h"
#include "src/launch/process.h"

namespace oci2boot {
namespace {

constexpr const char* kDevice = "/dev/kvm";

KvmState broken(std::string reason, std::string way_out) {
  return {false, std::move(reason), std::move(way_out)};
}

KvmState cannot_open(int error_number) {
  if (error_number == ENOENT) {
    return broken("there is no /dev/kvm",
                  "load the module kvm_intel or kvm_amd; where this machine is a guest, let its "
                  "host allow nested virtualisation; in a container, pass --device /dev/kvm");
  }
  const std::string reason = "cannot open /dev/kvm: " + errno_text(error_number);
  if (error_number == EACCES || error_number == EPERM) {
    return broken(reason, "sudo usermod -aG kvm \"$USER\", and log in again");
  }
  return broken(reason, "turn virtualisation (VT-x, AMD-V) on in the firmware's settings");
}

/// Of the first processor (proc(5), /proc/cpuinfo).
bool processor_has_virtualisation() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (!line.starts_with("flags")) continue;
    std::istringstream words(line);
    for (std::string word; words >> word;) {
      if (word == "vmx" || word == "svm") return true;
    }
    return false;
  }
  return false;
}

}  // namespace

KvmState kvm_state(const Machine& machine) {
  utsname host{};
  ::uname(&host);
  if (machine.uname != host.machine) {
    return broken("this machine is " + std::string(host.machine) + ", the guest " +
                      std::string(machine.uname),
                  "run it on a machine of its architecture");
  }
  const OpenDescriptor device(::open(kDevice, O_RDWR | O_CLOEXEC));
  if (!device.is_open()) return cannot_open(errno);
  if (machine.uname == "x86_64" && !processor_has_virtualisation()) {
    return broken("/dev/kvm is there, but the processor shows neither vmx nor svm",
                  "turn virtualisation on in the firmware's settings, or, where this machine is a "
                  "guest, nested virtualisation on its host");
  }
  const OpenDescriptor empty(::ioctl(device.number(), KVM_CREATE_VM, 0));
  if (!empty.is_open()) {
    return broken("/dev/kvm makes no virtual machine: " + errno_text(errno),
                  "end other hypervisors that run here, such as VirtualBox");
  }
  return {true, "", ""};
}

}  // namespace oci2boot
