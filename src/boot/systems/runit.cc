// SPDX-License-Identifier: Apache-2.0
#include "src/boot/systems/runit.h"

#include <array>

#include "src/boot/systems/program_text.h"
#include "src/boot/systems/programs.h"
#include "src/boot/systems/service.h"

namespace oci2boot {

namespace {

/// What tells runit-init and runit from others: the file by which they hear that they are to stop,
/// also where a distribution has moved it to /run (Debian's runit 2.1.2-20).
bool knows_stopit(const RootFilesystem& root, std::string_view path) {
  return program_mentions(root, path, "/etc/runit/stopit") ||
         program_mentions(root, path, "/run/runit.stopit") ||
         program_mentions(root, path, "/run/runit/stopit");
}

std::optional<std::string> runit_init(const RootFilesystem& root) {
  if (auto init = init_path(root, is_runit)) return init;
  return system_program(root, "runit-init");
}

bool is_folder(const RootFilesystem& root, std::string_view path) {
  const std::optional<InodeId> inode = root.tree.lookup(path);
  return inode && root.tree.type(*inode) == FileType::directory;
}

}  // namespace

std::optional<FoundSystem> find_runit(const RootFilesystem& root, std::string& why_not) {
  const std::optional<std::string> init = runit_init(root);
  if (!init) return std::nullopt;
  for (const std::string_view part : {"/etc/runit/1", "/etc/runit/2"}) {
    if (is_program(root, part)) continue;
    why_not = "its runit has no stage " + std::string(part);
    return std::nullopt;
  }
  return FoundSystem{*init, "runit and its stages are in the image"};
}

bool is_runit(const RootFilesystem& root, std::string_view init) {
  return knows_stopit(root, init);
}

std::vector<std::string> runit_power_off(const RootFilesystem& root) {
  if (is_service_enabled(root, "runit", "acpid")) return {};
  const std::optional<std::string> init = runit_init(root);
  if (!init) return {};
  // Not poweroff: that may be BusyBox's, which knows no runit (runit-init(8)).
  return {*init, "0"};
}

std::optional<std::string> runit_services(const RootFilesystem& root) {
  constexpr std::array<std::string_view, 4> kFolders = {"/etc/runit/runsvdir/default",
                                                        "/etc/service", "/var/service", "/service"};
  for (const std::string_view folder : kFolders) {
    if (is_folder(root, folder)) return std::string(folder);
  }
  return std::nullopt;
}

}  // namespace oci2boot
