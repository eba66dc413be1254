// SPDX-License-Identifier: Apache-2.0
#include "src/boot/systems/sysvinit.h"

#include "src/boot/systems/inittab.h"
#include "src/boot/systems/program_text.h"
#include "src/boot/systems/programs.h"
#include "src/boot/systems/service.h"

namespace oci2boot {

std::optional<FoundSystem> find_sysvinit(const RootFilesystem& root, std::string& why_not) {
  const std::optional<std::string> init = init_path(root, is_sysvinit);
  if (!init) return std::nullopt;
  why_not = inittab_damage(root);
  if (!why_not.empty()) return std::nullopt;
  return FoundSystem{*init, "sysvinit and its /etc/inittab are in the image"};
}

bool is_sysvinit(const RootFilesystem& root, std::string_view init) {
  // No other init reads an inittab and says its version to what it starts.
  return program_mentions(root, init, "INIT_VERSION=sysvinit") ||
         (program_mentions(root, init, "/etc/inittab") &&
          program_mentions(root, init, "/dev/initctl"));
}

std::vector<std::string> sysvinit_power_off(const RootFilesystem& root) {
  if (is_service_enabled(root, "sysvinit", "acpid")) return {};
  const std::optional<std::string> shutdown = system_program(root, "shutdown");
  if (!shutdown) return {};
  return {*shutdown, "-h", "-P", "now"};
}

}  // namespace oci2boot
