// SPDX-License-Identifier: Apache-2.0
#include "src/boot/boot_folder.h"

#include "src/boot/plan_file.h"
#include "src/init/plan_format.h"

namespace oci2boot {

Metadata boot_file_metadata(Timestamp time) {
  return {0600, 0, 0, time, {}};
}

InodeId add_boot_folder(RootFilesystem& root, const BootPlan& plan, const InitPayload& payload,
                        Timestamp time) {
  const std::string encoded = encode_plan(plan);
  const Metadata private_folder{0700, 0, 0, time, {}};
  const Metadata private_file = boot_file_metadata(time);
  const InodeId folder = root.tree.add_directory(FileTree::kRoot, PLAN_FOLDER, private_folder);
  write_file(root, folder, PLAN_FILE, private_file, encoded);
  if (payload.modules.empty()) return folder;
  const InodeId modules = root.tree.add_directory(folder, PLAN_MODULES, private_folder);
  for (const GuestModule& module : payload.modules) {
    write_file(root, modules, module.name, private_file, module.bytes);
  }
  return folder;
}

void add_pid1(RootFilesystem& root, const InitPayload& payload, Timestamp time) {
  write_file(root, FileTree::kRoot, "init", {0755, 0, 0, time, {}}, payload.pid1);
}

}  // namespace oci2boot
