// SPDX-License-Identifier: Apache-2.0
#include "src/boot/systems/s6.h"

#include "src/boot/systems/program_text.h"
#include "src/boot/systems/programs.h"

namespace oci2boot {

namespace {

/// s6-linux-init-maker's init is a script that becomes `s6-linux-init -c BASEDIR`.
bool is_s6_linux_init(const RootFilesystem& root, std::string_view init) {
  return program_mentions(root, init, "s6-linux-init");
}

std::string maker_path(std::string_view name) {
  return std::string(kS6LinuxInit).append("/").append(name);
}

}  // namespace

std::optional<FoundSystem> find_s6(const RootFilesystem& root, std::string& why_not) {
  if (const auto init = init_path(root, is_s6_linux_init)) {
    if (root.tree.lookup(maker_path("run-image"))) {
      return FoundSystem{*init, "s6-linux-init is in the image"};
    }
    why_not = "its s6-linux-init has no " + maker_path("run-image");
    return std::nullopt;
  }
  if (is_s6_overlay_init(root, "/init")) return FoundSystem{"/init", "s6-overlay is in the image"};
  return std::nullopt;
}

bool is_s6_init(const RootFilesystem& root, std::string_view init) {
  return is_s6_overlay_init(root, init) || is_s6_linux_init(root, init);
}

bool is_s6_overlay_init(const RootFilesystem& root, std::string_view init) {
  // Version 3 has a folder in /package, versions 1 and 2 have /etc/s6/init.
  return init == "/init" && is_program(root, init) &&
         (root.tree.lookup("/package/admin/s6-overlay") || root.tree.lookup("/etc/s6/init"));
}

std::vector<std::string> s6_power_off(const RootFilesystem& root) {
  const std::string command = maker_path("bin/poweroff");
  if (is_program(root, command)) return {command};
  const std::optional<std::string> poweroff = system_program(root, "poweroff");
  if (poweroff && is_s6_linux_init(root, *poweroff)) return {*poweroff};
  return {};
}

}  // namespace oci2boot
