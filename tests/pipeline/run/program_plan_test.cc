// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/run/program_plan.h"

#include <gmock/gmock.h>

#include "oci2boot/error.h"
#include "src/boot/boot_folder.h"
#include "src/boot/plan_file.h"
#include "src/image/cpio_writer.h"
#include "src/image/output_stream.h"
#include "src/image/read_output.h"
#include "tests/boot/tree_builder.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;

class ProgramPlanTest : public testing::Test {
 protected:
  ProgramPlanTest() {
    record_.architecture = "amd64";
    record_.image = "docker.io/library/alpine:3.20";
    record_.modules = {"virtio", "virtio_rng", "button", "evdev", "virtio_net"};
    record_.shares = {{"virtiofs", {"fuse", "virtiofs"}}, {"9p", {"9p"}}};
    options_.command = {"echo", "hi"};
    tree_.program("/bin/sh").program("/bin/echo");
  }

  BootPlan plan() { return plan_program(config_, options_, tree_.root, record_); }

  std::filesystem::path initrd_of(const RootFilesystem& root) {
    const std::filesystem::path path = folder_ / "initrd";
    OutputFile file(path, OutputKind::data, Existing::refuse);
    OutputStream stream(file);
    write_cpio(root, stream, [](const std::string&) {});
    stream.finish();
    file.publish();
    return path;
  }

  TemporaryFolder folder_;
  TreeBuilder tree_;
  ImageConfig config_;
  BootOptions options_;
  RootRecord record_;
};

TEST_F(ProgramPlanTest, AProgramHasASessionAndTheModulesThatItsMachineNeeds) {
  EXPECT_TRUE(plan().session);
  EXPECT_FALSE(plan().root);
  EXPECT_EQ(plan().hostname, "alpine");
  EXPECT_THAT(plan().modules, ElementsAre("virtio", "virtio_net"));
}

TEST_F(ProgramPlanTest, ADisksRootIsFoundByItsIdentifier) {
  record_.is_disk = true;
  record_.root_uuid = "0f3c";
  EXPECT_EQ(plan().root, (RootDisk{"0f3c", "ext4", false}));
}

TEST_F(ProgramPlanTest, SharesBringTheirModulesOnce) {
  BootPlan program = plan();
  std::vector<SharedFolder> shares(2);
  shares[0].tag = "share0";
  shares[1].tag = "share1";
  shares[1].read_only = true;
  const std::string paths[] = {"/a", "/a/b"};
  add_shares(shares, paths, record_, program);
  EXPECT_THAT(program.modules, ElementsAre("virtio", "virtio_net", "fuse", "virtiofs"));
  EXPECT_THAT(program.shares, ElementsAre(GuestShare{"virtiofs", "share0", "/a", false},
                                          GuestShare{"virtiofs", "share1", "/a/b", true}));
}

TEST_F(ProgramPlanTest, TheArchiveHasThePlanAndLeavesTheRootAsItIs) {
  Metadata top;
  top.permissions = 0711;
  top.uid = 7;
  const std::string bytes = plan_archive(encode_plan(plan()), top, folder_.path());
  EXPECT_EQ(bytes.size() % 512, 0U);
  const auto read = read_output(folder_.write("appended", bytes), folder_.path(), Limits(),
                                [](const std::string&) {});
  EXPECT_EQ(read.root.tree.permissions(FileTree::kRoot), 0711);
  EXPECT_EQ(read.root.tree.uid(FileTree::kRoot), 7U);
  EXPECT_EQ(read.root.tree.entry_count(), 2U);
  const auto file = read.root.tree.lookup("/.oci2boot/plan");
  ASSERT_TRUE(file);
  EXPECT_EQ(read_file(read.root, *file, 1 << 20), encode_plan(plan()));
}

TEST_F(ProgramPlanTest, ASystemKeepsItsPlanAndGetsSharesBehindIt) {
  std::vector<SharedFolder> shares(1);
  shares[0].tag = "share0";
  const std::string paths[] = {"/a"};
  RootFilesystem root(folder_.path());
  EXPECT_THROW(system_plan_archive(initrd_of(root), shares, paths, record_, folder_.path()), Error);
  std::filesystem::remove(folder_ / "initrd");
  BootPlan system = plan();
  system.mode = BootMode::handover;
  Metadata top;
  top.permissions = 0711;
  root.tree.set_metadata(FileTree::kRoot, top);
  add_boot_folder(root, system, {}, {});
  const std::string bytes =
      system_plan_archive(initrd_of(root), shares, paths, record_, folder_.path());
  const std::string extended =
      extend_plan(encode_plan(system), {"fuse", "virtiofs"}, {{"virtiofs", "share0", "/a", false}});
  EXPECT_EQ(bytes, plan_archive(extended, top, folder_.path()));
}

TEST_F(ProgramPlanTest, ARootIsReadAsTheProgramWillSeeIt) {
  RootFilesystem root(folder_.path());
  const InodeId ours = root.tree.add_directory(FileTree::kRoot, ".oci2boot", {});
  write_file(root, ours, "plan", {}, "a plan");
  write_file(root, ours, "init", {}, "the image's");
  write_file(root, FileTree::kRoot, "init", {}, "PID 1");
  write_file(root, FileTree::kRoot, "file", {}, "more");
  const RootFilesystem read = read_program_root(initrd_of(root), folder_.path());
  EXPECT_FALSE(read.tree.lookup("/.oci2boot"));
  EXPECT_TRUE(read.tree.lookup("/file"));
  ASSERT_TRUE(read.tree.lookup("/init"));
  EXPECT_EQ(read_file(read, *read.tree.lookup("/init"), 100), "the image's");
}

}  // namespace
}  // namespace oci2boot
