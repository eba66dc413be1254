// SPDX-License-Identifier: Apache-2.0
// QEMU's arguments for a launch plan. Pure: what is known only when QEMU starts stands in them by
// name, so that a script and a program can both fill it in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/launch/launch_plan.h"

namespace oci2boot {

/// What QEMU needs to know of an architecture.
struct Machine {
  std::string_view architecture;    ///< GOARCH
  std::string_view uname;           ///< what `uname -m` says on such a host
  std::string_view program;         ///< "qemu-system-x86_64"
  std::string_view package;         ///< Debian's and Ubuntu's package of that program
  std::string_view kernel_package;  ///< Debian's package of a kernel that boots here
  std::string_view type;            ///< for -machine
  std::string_view tcg_cpu;         ///< for -cpu without KVM: everything QEMU can do
  std::string_view console;         ///< the kernel's name of the first serial port
};

/// amd64 and arm64. Throws Error (invalid_image) for any other architecture.
const Machine& find_machine(std::string_view architecture);

/// Console on the serial port, no reboot loop after a panic, few messages, then `extra`.
std::string kernel_command_line(const Machine& machine, std::string_view extra);

/// A value among QEMU's options, as qemu(1) has it: a comma ends it unless there are two.
std::string doubled_commas(std::string_view value);

/// "tcp:127.0.0.1:8080-:80", as -netdev user's hostfwd has it.
std::string host_forward(const PublishedPort& port);

/// A part of an argument: text, or a value by its name.
///
///     accel, cpu            for -machine and -cpu
///     memory, cpus          for -m and -smp
///     kernel, initrd        paths
///     disk_argument         path of the disk, commas doubled as in status_argument
///     disk_options          for -drive: "" or ",snapshot=on"
///     command_line          the kernel's
///     console_log           for the console: "", or ",logfile=" and a path, commas doubled
///     forwards              for each published port ",hostfwd=" and host_forward()
///     status_argument       path of the file that receives what the guest tells on its status
///                           port, commas doubled (qemu(1): a comma ends an option's value)
struct ArgumentPart {
  bool is_name = false;
  std::string text;
  bool operator==(const ArgumentPart&) const = default;
};
using Argument = std::vector<ArgumentPart>;

/// The arguments behind the program's name. The guest has a serial console on standard input and
/// output (Ctrl-C goes to the guest, Ctrl-a x ends QEMU, Ctrl-a c shows its monitor), a network
/// card with user networking (guest 10.0.2.15, host 10.0.2.2), randomness, the status port, the
/// plan's disk and nothing else. What the guest discards (fstrim) takes no room on the host. QEMU
/// ends when the guest powers off, restarts or panics.
std::vector<Argument> qemu_arguments(const LaunchPlan& plan);

}  // namespace oci2boot
