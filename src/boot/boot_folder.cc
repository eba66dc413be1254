// SPDX-License-Identifier: Apache-2.0
#include "src/boot/boot_folder.h"

#include "src/boot/plan_file.h"
#include "src/init/plan_format.h"

namespace oci2boot {

namespace {

Metadata private_folder_metadata(Timestamp time) {
  return {0700, 0, 0, time, {}};
}

}  // namespace

Metadata boot_file_metadata(Timestamp time) {
  return {0600, 0, 0, time, {}};
}

InodeId add_plan_folder(RootFilesystem& root, std::string_view encoded, Timestamp time) {
  const InodeId folder =
      root.tree.add_directory(FileTree::kRoot, PLAN_FOLDER, private_folder_metadata(time));
  write_file(root, folder, PLAN_FILE, boot_file_metadata(time), encoded);
  return folder;
}

InodeId add_boot_folder(RootFilesystem& root, const BootPlan& plan, const InitPayload& payload,
                        Timestamp time) {
  const InodeId folder = add_plan_folder(root, encode_plan(plan), time);
  if (payload.modules.empty()) return folder;
  const InodeId modules =
      root.tree.add_directory(folder, PLAN_MODULES, private_folder_metadata(time));
  for (const GuestModule& module : payload.modules) {
    write_file(root, modules, module.name, boot_file_metadata(time), module.bytes);
  }
  return folder;
}

void add_pid1(RootFilesystem& root, const InitPayload& payload, Timestamp time) {
  write_file(root, FileTree::kRoot, "init", {0755, 0, 0, time, {}}, payload.pid1);
}

}  // namespace oci2boot
