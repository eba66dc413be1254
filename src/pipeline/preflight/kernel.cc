// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/preflight/kernel.h"

#include <algorithm>
#include <array>
#include <span>

namespace oci2boot {

namespace {

enum class Answer { yes, no, unknown };

/// A driver that a machine needs, by its module and the option of the kernel's configuration.
struct Driver {
  std::string_view module;
  std::string_view option;
  std::string_view loss;  ///< what the machine is without it
};
constexpr Driver kBus = {"virtio_pci", "VIRTIO_PCI", "the guest has none of its virtual devices"};
constexpr Driver kDisk = {"virtio_blk", "VIRTIO_BLK", "the guest cannot see its disk"};
constexpr Driver kRoot = {"ext4", "EXT4_FS", "the guest cannot mount its root"};
constexpr Driver kNetwork = {"virtio_net", "VIRTIO_NET", "the guest has no network"};
constexpr Driver kStatus = {"virtio_console", "VIRTIO_CONSOLE",
                            "the guest cannot report its program's exit status"};

// docs/boot-protocol.md, "What the kernel must have".
constexpr std::array<std::string_view, 5> kEveryGuest = {"BINFMT_ELF", "DEVTMPFS", "PROC_FS",
                                                         "SYSFS", "TMPFS"};
// systemd's README, "REQUIREMENTS".
constexpr std::array<std::string_view, 7> kSystemd = {
    "CGROUPS", "EPOLL", "FHANDLE", "INOTIFY_USER", "SIGNALFD", "TIMERFD", "UNIX"};

bool is_loaded(const Kernel& kernel, std::string_view module) {
  return std::any_of(kernel.modules.begin(), kernel.modules.end(),
                     [&](const GuestModule& loaded) { return loaded.name == module; });
}

/// modules.builtin lists all that could have been a module.
Answer has_driver(const Kernel& kernel, const Driver& driver) {
  if (is_loaded(kernel, driver.module)) return Answer::yes;
  if (kernel.built_in.contains(std::string(driver.module))) return Answer::yes;
  if (kernel.config) {
    const bool built_in = kernel.config->value(driver.option) == ConfigValue::built_in;
    return built_in ? Answer::yes : Answer::no;
  }
  return kernel.built_in.empty() ? Answer::unknown : Answer::no;
}

std::vector<Driver> needed_drivers(const MachineNeeds& needs) {
  std::vector<Driver> drivers = {kBus};
  if (needs.root == RootKind::disk) {
    drivers.push_back(kDisk);
    if (needs.root_fs == kRoot.module) drivers.push_back(kRoot);
  }
  if (needs.network) drivers.push_back(kNetwork);
  if (needs.status) drivers.push_back(kStatus);
  return drivers;
}

void check_drivers(const Kernel& kernel, const MachineNeeds& needs,
                   std::vector<std::string>& problems) {
  const std::string name = "the kernel " + kernel.origin;
  std::string unknown;
  for (const Driver& driver : needed_drivers(needs)) {
    const Answer answer = has_driver(kernel, driver);
    if (answer == Answer::unknown) {
      unknown += (unknown.empty() ? "" : ", ") + std::string(driver.module);
    }
    if (answer != Answer::no) continue;
    problems.push_back(name + " has no " + std::string(driver.module) + " built in" +
                       (needs.modules_left_out ? " (and --modules none)" : ", nor as a module") +
                       ": " + std::string(driver.loss));
    if (driver.module == kBus.module) break;  // which is worse than all that follows
  }
  if (unknown.empty()) return;
  problems.push_back(
      name + " may lack " + unknown +
      ", which the guest needs: neither its configuration nor its modules are known");
}

template <std::size_t size>
void check_options(const Kernel& kernel, const std::array<std::string_view, size>& options,
                   const std::string& who, std::vector<std::string>& problems) {
  std::string missing;
  for (const std::string_view option : options) {
    if (kernel.config->value(option) == ConfigValue::unset) {
      missing += (missing.empty() ? "CONFIG_" : ", CONFIG_") + std::string(option);
    }
  }
  if (missing.empty()) return;
  problems.push_back("the kernel " + kernel.origin + " was built without " + missing + ", which " +
                     who + " needs");
}

/// The option of the driver that shows what the kernel says; empty: not known.
std::string_view console_option(std::string_view console) {
  if (console.starts_with("ttyAMA")) return "SERIAL_AMBA_PL011_CONSOLE";
  if (console.starts_with("ttyS")) return "SERIAL_8250_CONSOLE";
  return {};
}

void check_console(const Kernel& kernel, std::string_view console,
                   std::vector<std::string>& problems) {
  const std::string_view option = console_option(console);
  if (option.empty() || kernel.config->value(option) == ConfigValue::built_in) return;
  problems.push_back("the kernel " + kernel.origin + " has no console on " + std::string(console) +
                     " (CONFIG_" + std::string(option) + "): nothing that the guest says is shown");
}

}  // namespace

std::vector<std::string> kernel_problems(const Kernel& kernel, const MachineNeeds& needs) {
  std::vector<std::string> problems;
  if (kernel.config && !kernel.config->loads_initramfs()) {
    problems.push_back("the kernel " + kernel.origin +
                       " cannot load an initramfs: its configuration has no "
                       "CONFIG_BLK_DEV_INITRD=y");
  }
  check_drivers(kernel, needs, problems);
  if (!kernel.config) return problems;
  check_console(kernel, needs.console, problems);
  check_options(kernel, kEveryGuest, "every guest", problems);
  if (needs.system == "systemd") check_options(kernel, kSystemd, "systemd", problems);
  return problems;
}

}  // namespace oci2boot
