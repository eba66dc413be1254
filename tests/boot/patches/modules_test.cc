// SPDX-License-Identifier: Apache-2.0
#include "tests/boot/kernel/made_up_files.h"
#include "tests/boot/patches/patch_runner.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ModulesPatch : public PatchTest {
 protected:
  ModulesPatch() {
    package.file("/lib/modules/6.1/kernel/fs/a.ko", module_for("6.1", "b"));
    package.file("/lib/modules/6.1/kernel/b.ko.gz", gzip_of(module_for("6.1")));
    package.file("/lib/modules/6.1/modules.order", "kernel/b.ko\n");
    package.file("/lib/modules/6.1/vmlinuz", "kernel");
  }
  PatchChanges apply_all() {
    PatchContext context{tree.root, plan, {"PID 1", modules}, kTime, &all};
    return patch_modules(context);
  }
  TreeBuilder package;
  ModuleTree all{std::make_shared<TreeFiles>(package.root, "package"), "lib/modules/6.1", "6.1"};
};

TEST_F(ModulesPatch, AddsModulesAsTheyAreAndTheListsOfThem) {
  EXPECT_THAT(apply_all(), ElementsAre("added 2 kernel modules below /lib/modules/6.1"));
  EXPECT_EQ(tree.at("/lib/modules/6.1/kernel/fs/a.ko"), module_for("6.1", "b"));
  EXPECT_EQ(tree.at("/lib/modules/6.1/kernel/b.ko.gz"), gzip_of(module_for("6.1")));
  EXPECT_EQ(tree.at("/lib/modules/6.1/modules.dep"),
            "kernel/b.ko.gz:\nkernel/fs/a.ko: kernel/b.ko.gz\n");
  EXPECT_EQ(tree.at("/lib/modules/6.1/modules.order"), "kernel/b.ko\n");
  EXPECT_EQ(tree.at("/lib/modules/6.1/vmlinuz"), "(none)");
  EXPECT_EQ(tree.metadata("/lib/modules/6.1/kernel/fs").permissions, 0755);
  EXPECT_EQ(tree.metadata("/lib/modules/6.1/kernel/fs/a.ko").mtime, kTime);
  EXPECT_THAT(apply_all(), IsEmpty()) << "they are there already";
}

TEST_F(ModulesPatch, FollowsTheLinkOfAMergedUsr) {
  tree.directory("/usr/lib").symlink("/lib", "usr/lib");
  apply_all();
  EXPECT_EQ(tree.at("/usr/lib/modules/6.1/kernel/fs/a.ko"), module_for("6.1", "b"));
  EXPECT_EQ(tree.at("/lib"), "-> usr/lib");
}

TEST_F(ModulesPatch, LeavesWhatIsInTheWay) {
  tree.file("/lib", "a file");
  EXPECT_THAT(apply_all(), IsEmpty());
  EXPECT_EQ(tree.at("/lib"), "a file");
}

TEST_F(ModulesPatch, HasNothingToDoUnlessItIsAsked) {
  EXPECT_THAT(apply(patch_modules), IsEmpty());
}

}  // namespace
}  // namespace oci2boot
