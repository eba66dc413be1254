// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/share_drivers.h"

#include <algorithm>
#include <array>
#include <utility>

#include "src/boot/kernel/modules.h"

namespace oci2boot {

namespace {

struct Driver {
  std::string_view type;
  std::array<std::string_view, 2> modules;  ///< the file system, and how it reaches the host
  std::array<std::string_view, 2> options;  ///< those of the kernel's configuration for the two
};
constexpr Driver kDrivers[] = {
    {"virtiofs", {"fuse", "virtiofs"}, {"FUSE_FS", "VIRTIO_FS"}},
    {"9p", {"9p", "9pnet_virtio"}, {"9P_FS", "NET_9P_VIRTIO"}},
};

/// Nothing when the kernel lacks one of the driver's modules.
std::optional<ShareDriver> driver_in(const LocatedKernel& kernel, const Driver& driver,
                                     const std::vector<GuestModule>& base) {
  std::vector<std::string_view> wanted;
  wanted.reserve(base.size() + driver.modules.size());
  for (const GuestModule& module : base) wanted.push_back(module.name);
  wanted.insert(wanted.end(), driver.modules.begin(), driver.modules.end());
  ModuleSet set = load_modules(*kernel.files, *kernel.modules, kernel.found.image.version, wanted);
  for (const std::string_view module : driver.modules) {
    if (std::find(set.missing.begin(), set.missing.end(), module) != set.missing.end()) {
      return std::nullopt;
    }
  }
  std::erase_if(set.modules, [&](const GuestModule& module) {
    return std::any_of(base.begin(), base.end(),
                       [&](const GuestModule& known) { return known.name == module.name; });
  });
  return ShareDriver{std::string(driver.type), std::move(set.modules)};
}

bool is_built_in(const KernelConfig& config, const Driver& driver) {
  return std::all_of(driver.options.begin(), driver.options.end(), [&](std::string_view option) {
    return config.value(option) == ConfigValue::built_in;
  });
}

}  // namespace

std::optional<std::vector<ShareDriver>> find_share_drivers(
    const LocatedKernel& kernel, const std::optional<KernelConfig>& config,
    const std::vector<GuestModule>& base) {
  if (!kernel.modules && !config) return std::nullopt;
  std::vector<ShareDriver> drivers;
  for (const Driver& driver : kDrivers) {
    std::optional<ShareDriver> found;
    if (kernel.modules) found = driver_in(kernel, driver, base);
    if (!found && config && is_built_in(*config, driver)) {
      found = ShareDriver{std::string(driver.type), {}};
    }
    if (found) drivers.push_back(std::move(*found));
  }
  return drivers;
}

}  // namespace oci2boot
