// SPDX-License-Identifier: Apache-2.0
#include "src/boot/stage1.h"

#include <gmock/gmock.h>

#include "src/boot/plan_file.h"

namespace oci2boot {
namespace {

TEST(Stage1Test, IsPid1AndWhatItReads) {
  BootPlan plan;
  plan.argv = {"/bin/sh"};
  plan.hostname = "web";
  plan.modules = {"virtio_blk"};
  plan.root = RootDisk{"11-22", "ext4", true};
  const std::vector<GuestModule> modules = {{"virtio_blk", "ELF"}};
  const Timestamp time{7, 0};
  const RootFilesystem root = make_stage1(plan, {"PID 1", modules}, time, testing::TempDir());

  std::vector<std::string> paths;
  root.tree.walk([&](const std::string& path, InodeId inode) {
    paths.push_back(path);
    EXPECT_EQ(root.tree.mtime(inode), time) << path;
    EXPECT_EQ(root.tree.uid(inode), 0U) << path;
  });
  EXPECT_THAT(paths,
              testing::ElementsAre("", ".oci2boot", ".oci2boot/modules",
                                   ".oci2boot/modules/virtio_blk", ".oci2boot/plan", "init"));
  EXPECT_EQ(read_file(root, *root.tree.lookup("/init"), 100), "PID 1");
  EXPECT_EQ(root.tree.permissions(*root.tree.lookup("/init")), 0755);
  EXPECT_EQ(read_file(root, *root.tree.lookup("/.oci2boot/plan"), 1000), encode_plan(plan));
  EXPECT_EQ(read_file(root, *root.tree.lookup("/.oci2boot/modules/virtio_blk"), 100), "ELF");
}

}  // namespace
}  // namespace oci2boot
