// SPDX-License-Identifier: Apache-2.0
#include "src/launch/qemu.h"

#include <array>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

// gic-version=max: the host's own under KVM, where an older one may not be there.
// pauth-impdef: without KVM the architected pointer authentication takes half the time.
constexpr std::array kMachines = {
    Machine{"amd64", "x86_64", "qemu-system-x86_64", "qemu-system-x86", "linux-image-cloud-amd64",
            "q35", "max", "ttyS0"},
    Machine{"arm64", "aarch64", "qemu-system-aarch64", "qemu-system-arm", "linux-image-cloud-arm64",
            "virt,gic-version=max", "max,pauth-impdef=on", "ttyAMA0"},
};

ArgumentPart text(std::string_view text) {
  return {false, std::string(text)};
}
ArgumentPart value(std::string_view name) {
  return {true, std::string(name)};
}

void add_disk(const LaunchDisk& disk, std::vector<Argument>& arguments) {
  arguments.push_back({text("-drive")});
  arguments.push_back({text("if=none,id=root,discard=unmap,format=" + disk.format + ",file="),
                       value("disk_argument"), value("disk_options")});
  arguments.push_back({text("-device")});
  arguments.push_back({text("virtio-blk-pci,drive=root")});
}

}  // namespace

const Machine& find_machine(std::string_view architecture) {
  for (const Machine& machine : kMachines) {
    if (machine.architecture == architecture) return machine;
  }
  throw Error(ErrorCode::invalid_image,
              "cannot boot an image for '" + std::string(architecture) +
                  "': only amd64 and arm64 are supported (-o - writes the bare "
                  "initramfs)");
}

std::string kernel_command_line(const Machine& machine, std::string_view extra) {
  std::string line = "console=" + std::string(machine.console) + " panic=-1 quiet";
  if (!extra.empty()) line += " " + std::string(extra);
  return line;
}

std::string doubled_commas(std::string_view value) {
  std::string doubled;
  for (const char c : value) doubled.append(c == ',' ? 2 : 1, c);
  return doubled;
}

std::string host_forward(const PublishedPort& port) {
  return (port.udp ? "udp:" : "tcp:") + port.host_address + ":" + std::to_string(port.host) +
         "-:" + std::to_string(port.guest);
}

std::vector<Argument> qemu_arguments(const LaunchPlan& plan) {
  const Machine& machine = find_machine(plan.architecture);
  std::vector<Argument> arguments = {
      {text("-nodefaults")},
      {text("-no-user-config")},
      {text("-no-reboot")},
      {text("-display")},
      {text("none")},
      {text("-machine")},
      {text(machine.type), text(",accel="), value("accel")},
      {text("-cpu")},
      {value("cpu")},
      {text("-m")},
      {value("memory")},
      {text("-smp")},
      {value("cpus")},
      {text("-kernel")},
      {value("kernel")},
      {text("-initrd")},
      {value("initrd")},
      {text("-append")},
      {value("command_line")},
      {text("-chardev")},
      {text("stdio,id=console,mux=on,signal=off"), value("console_log")},
      {text("-serial")},
      {text("chardev:console")},
      {text("-mon")},
      {text("chardev=console")},
      {text("-netdev")},
      {text("user,id=net" + (plan.network ? netdev_options(*plan.network) : "")),
       value("forwards")},
      {text("-device")},
      // No option ROM: nothing boots from the network, and it is in a package of its own.
      {text("virtio-net-pci,netdev=net,romfile=")},
      {text("-device")},
      {text("virtio-rng-pci")},
      {text("-device")},
      {text("virtio-serial-pci")},
      {text("-chardev")},
      {text("file,id=status,path="), value("status_argument")},
      {text("-device")},
      {text("virtserialport,chardev=status,name=" + plan.status_port)},
  };
  if (plan.disk) add_disk(*plan.disk, arguments);
  return arguments;
}

}  // namespace oci2boot
