// SPDX-License-Identifier: Apache-2.0
#include "src/boot/plan_file.h"
#include "tests/boot/patches/patch_runner.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;

using InitPatch = PatchTest;

TEST_F(InitPatch, AddsPid1AndItsPlan) {
  plan.modules = {"virtio"};
  modules = {{"virtio", "ELF"}};
  EXPECT_THAT(apply(patch_init), ElementsAre("added /init"));
  EXPECT_EQ(tree.at("/init"), "PID 1");
  EXPECT_EQ(tree.metadata("/init").permissions, 0755);
  EXPECT_EQ(tree.metadata("/init").mtime, kTime);
  EXPECT_EQ(tree.at("/.oci2boot/plan"), encode_plan(plan));
  EXPECT_EQ(tree.metadata("/.oci2boot").permissions, 0700);
  EXPECT_EQ(tree.at("/.oci2boot/modules/virtio"), "ELF");
  EXPECT_EQ(tree.at("/.oci2boot/xattrs"), "(none)");
  EXPECT_EQ(tree.at("/.oci2boot/init"), "(none)");
}

TEST_F(InitPatch, SetsTheImagesOwnInitAside) {
  tree.file("/init", "own", 0700).hard_link("/sbin/init", "/init");
  EXPECT_THAT(apply(patch_init), testing::SizeIs(2));
  EXPECT_EQ(tree.at("/init"), "PID 1");
  EXPECT_EQ(tree.at("/.oci2boot/init"), "own");
  EXPECT_EQ(tree.metadata("/.oci2boot/init").permissions, 0700);
  EXPECT_EQ(tree.root.tree.lookup("/.oci2boot/init"), tree.root.tree.lookup("/sbin/init"));
}

TEST_F(InitPatch, SetsALinkAside) {
  tree.symlink("/init", "sbin/init");
  apply(patch_init);
  EXPECT_EQ(tree.at("/.oci2boot/init"), "-> sbin/init");
}

TEST_F(InitPatch, SetsADirectoryAside) {
  tree.file("/init/x", "deep");
  apply(patch_init);
  EXPECT_EQ(tree.at("/.oci2boot/init/x"), "deep");
  EXPECT_EQ(tree.at("/init"), "PID 1");
}

TEST_F(InitPatch, KeepsExtendedAttributesUnderTheNamesInTheGuest) {
  tree.file("/init", "own");
  tree.root.tree.set_metadata(*tree.root.tree.lookup("/init"), {0755, 0, 0, {}, {{"user.a", "b"}}});
  const std::string records = xattr_records(tree.root.tree);
  apply(patch_init);
  EXPECT_EQ(tree.at("/.oci2boot/xattrs"), records);
  EXPECT_NE(records.find("inituser.ab"), std::string::npos);
}

TEST_F(InitPatch, ReplacesAFolderOfThatNameInTheImage) {
  tree.file("/.oci2boot/modules/evil", "x").file("/.oci2boot/init", "x");
  apply(patch_init);
  EXPECT_EQ(tree.at("/.oci2boot/modules"), "(none)");
  EXPECT_EQ(tree.at("/.oci2boot/init"), "(none)");
}

}  // namespace
}  // namespace oci2boot
