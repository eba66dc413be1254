// SPDX-License-Identifier: Apache-2.0
#include "src/boot/stage1.h"

namespace oci2boot {

RootFilesystem make_stage1(const BootPlan& plan, const InitPayload& payload, Timestamp time,
                           const std::filesystem::path& scratch_folder) {
  RootFilesystem root(scratch_folder);
  root.tree.set_metadata(FileTree::kRoot, {0755, 0, 0, time, {}});
  add_boot_folder(root, plan, payload, time);
  add_pid1(root, payload, time);
  return root;
}

}  // namespace oci2boot
