// SPDX-License-Identifier: Apache-2.0
#include "src/launch/run_arguments.h"

#include <initializer_list>

#include "src/init/session_format.h"
#include "src/launch/qemu.h"

namespace oci2boot {

namespace {

using Arguments = std::vector<std::string>;

void add(Arguments& arguments, std::initializer_list<std::string> more) {
  arguments.insert(arguments.end(), more);
}

bool is_pc(const Machine& machine) {
  return machine.architecture == "amd64";
}

std::string machine_type(const Machine& machine, bool has_kvm) {
  std::string type(machine.type);
  if (is_pc(machine)) type += ",smbus=off,sata=off,usb=off,vmport=off";
  return type + (has_kvm ? ",accel=kvm:tcg" : ",accel=tcg");
}

/// "Enhanced" copying of bytes makes the kernel copy by one instruction, which an emulated
/// processor carries out byte by byte: a tenth of the time that a small guest takes to start.
std::string processor(const Machine& machine, bool has_kvm) {
  if (has_kvm) return "max";
  return std::string(machine.tcg_cpu) + (is_pc(machine) ? ",erms=off" : "");
}

std::string inherited_socket(const std::string& name, int number) {
  return "socket,id=" + name + ",fd=" + std::to_string(number);
}

void add_disk(const RunDisk& disk, Arguments& arguments) {
  const std::string writes = disk.is_kept ? "" : ",snapshot=on";
  // report: the guest gets to know that the host's disk is full. QEMU's own default is to stop the
  // machine until somebody goes on with it, whom there is not.
  add(arguments, {"-drive",
                  "if=none,id=root,discard=unmap,werror=report" + writes +
                      ",format=" + disk.format + ",file=" + doubled_commas(disk.file.string()),
                  "-device", "virtio-blk-pci,drive=root"});
}

void add_network(const RunPlan& plan, Arguments& arguments) {
  std::string network = "user,id=net";
  if (plan.network) network += netdev_options(*plan.network);
  for (const PublishedPort& port : plan.ports) network += ",hostfwd=" + host_forward(port);
  // No option ROM: nothing boots from the network, and it is in a package of its own.
  add(arguments, {"-netdev", network, "-device", "virtio-net-pci,netdev=net,romfile="});
}

void add_contact(const RunPlan& plan, const RunHost& host, Arguments& arguments) {
  const std::string port = plan.contact == RunContact::console ? plan.status_port : SESSION_PORT;
  add(arguments,
      {"-chardev", inherited_socket("console", host.console), "-serial", "chardev:console",
       "-device", "virtio-serial-pci", "-chardev", inherited_socket("session", host.session),
       "-device", "virtserialport,chardev=session,name=" + port});
  if (host.monitor >= 0) {
    add(arguments, {"-chardev", inherited_socket("monitor", host.monitor), "-mon",
                    "chardev=monitor,mode=control"});
  }
}

/// The kernel need not measure, nor watch, a counter that it is told the frequency of. Where we do
/// not know it, the kernel's own measure may be wrong and has to be watched.
std::string clock_arguments(const RunHost& host) {
  if (!host.tsc_khz) return "";
  return " tsc=reliable tsc_early_khz=" + std::to_string(*host.tsc_khz);
}

}  // namespace

std::string run_command_line(const RunPlan& plan, const RunHost& host) {
  const Machine& machine = find_machine(plan.architecture);
  std::string line = "console=" + std::string(machine.console) + " panic=-1";
  if (!plan.verbose) line += " quiet";
  line += " cryptomgr.notests random.trust_cpu=on rcupdate.rcu_expedited=1";
  if (is_pc(machine)) line += " 8250.nr_uarts=1";
  // Nothing leaks from an emulated processor. Its timer's test fails when the host is busy, and it
  // takes long over the signatures of modules, which we put there.
  if (!host.has_kvm) line += " mitigations=off oci2boot.unverified-modules";
  if (!host.has_kvm && is_pc(machine)) line += " no_timer_check" + clock_arguments(host);
  if (!host.terminal_size.empty()) line += " oci2boot.size=" + host.terminal_size;
  if (!plan.kernel_arguments.empty()) line += " " + plan.kernel_arguments;
  return line;
}

std::vector<std::string> run_arguments(const RunPlan& plan, const RunHost& host) {
  const Machine& machine = find_machine(plan.architecture);
  Arguments arguments = {
      std::string(machine.program),
      "-nodefaults",
      "-no-user-config",
      "-no-reboot",
      "-display",
      "none",
      "-machine",
      machine_type(machine, host.has_kvm),
      "-cpu",
      processor(machine, host.has_kvm),
      "-m",
      std::to_string(plan.memory_mib) + "M",
      "-smp",
      std::to_string(plan.cpus),
      "-kernel",
      plan.kernel.string(),
      "-initrd",
      host.initrd,
      "-append",
      run_command_line(plan, host),
  };
  add_contact(plan, host, arguments);
  if (plan.disk) add_disk(*plan.disk, arguments);
  if (plan.has_network) add_network(plan, arguments);
  // A system of the image's own may wait for randomness.
  if (plan.contact == RunContact::console) add(arguments, {"-device", "virtio-rng-pci"});
  arguments.insert(arguments.end(), host.shares.begin(), host.shares.end());
  for (const std::string& device : plan.devices) add(arguments, {"-device", device});
  arguments.insert(arguments.end(), plan.qemu_arguments.begin(), plan.qemu_arguments.end());
  return arguments;
}

}  // namespace oci2boot
