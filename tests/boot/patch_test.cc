// SPDX-License-Identifier: Apache-2.0
#include "src/boot/patch.h"

#include <gmock/gmock.h>

#include <set>

#include "oci2boot/error.h"
#include "tests/boot/tree_builder.h"

namespace oci2boot {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> names_of(const std::vector<Patch>& patches) {
  std::vector<std::string> names;
  for (const Patch& patch : patches) names.emplace_back(patch.name);
  return names;
}

std::vector<std::string> selected(const std::vector<std::string>& disabled,
                                  RootKind root = RootKind::memory) {
  return names_of(select_patches(disabled, root));
}

TEST(PatchListTest, HasEachNameOnceAndAppliesInitLast) {
  const std::vector<std::string> all = selected({});
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), all.size());
  EXPECT_EQ(all.front(), "dev");
  EXPECT_EQ(all.back(), "init");
}

TEST(PatchListTest, SwitchesPatchesOffByName) {
  EXPECT_THAT(selected({"init", "hosts"}), testing::Not(testing::Contains("init")));
  EXPECT_THAT(selected({"init", "hosts"}), testing::Not(testing::Contains("hosts")));
  EXPECT_EQ(selected({"init", "hosts"}).size(), selected({}).size() - 2);
  EXPECT_THAT(selected({"all"}), IsEmpty());
}

TEST(PatchListTest, PutsNothingOfOursIntoADisk) {
  EXPECT_THAT(selected({}, RootKind::disk), testing::Not(testing::Contains("init")));
  EXPECT_EQ(selected({}, RootKind::disk).size(), selected({}).size() - 1);
  EXPECT_EQ(selected({"init"}, RootKind::disk), selected({}, RootKind::disk));
}

TEST(PatchListTest, RefusesAnUnknownNameAndListsTheKnown) {
  try {
    selected({"all", "host"});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    EXPECT_THAT(error.what(), HasSubstr("host: no such patch; there are dev, mount-points, "));
    EXPECT_THAT(error.what(), HasSubstr(", init, all"));
  }
}

class AllPatchesTest : public testing::Test {
 protected:
  AllPatchesTest() {
    plan.argv = {"/app"};
    plan.hostname = "web";
    plan.nameservers = {"10.0.2.3"};
  }
  std::vector<AppliedPatch> apply() {
    PatchContext context{tree.root, plan, {"PID 1", {}}, {7, 0}};
    return apply_patches(select_patches({}, RootKind::memory), context);
  }
  TreeBuilder tree;
  BootPlan plan;
};

TEST_F(AllPatchesTest, MakeAnEmptyImageBoot) {
  const std::vector<AppliedPatch> applied = apply();
  EXPECT_EQ(tree.at("/init"), "PID 1");
  EXPECT_EQ(tree.at("/etc/hostname"), "web\n");
  EXPECT_EQ(tree.at("/etc/resolv.conf"), "nameserver 10.0.2.3\n");
  for (const AppliedPatch& patch : applied) EXPECT_THAT(patch.changes, testing::Not(IsEmpty()));
}

TEST_F(AllPatchesTest, CopeWithEtcBeingALinkOutOfTheRoot) {
  tree.symlink("/etc", "../../conf");
  apply();
  EXPECT_EQ(tree.at("/conf/hostname"), "web\n");
  EXPECT_EQ(tree.at("/etc"), "-> ../../conf");
}

TEST_F(AllPatchesTest, CopeWithEtcBeingAFileOrALoop) {
  tree.file("/etc", "no folder");
  EXPECT_NO_THROW(apply());
  EXPECT_EQ(tree.at("/etc"), "no folder");
  EXPECT_EQ(tree.at("/init"), "PID 1");
  tree.symlink("/etc", "etc");
  EXPECT_NO_THROW(apply());
  EXPECT_EQ(tree.at("/etc"), "-> etc");
}

TEST_F(AllPatchesTest, LeaveDirectoriesWhereFilesAreExpected) {
  for (const char* path :
       {"/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/etc/mtab", "/etc/fstab",
        "/etc/machine-id", "/.dockerenv", "/usr/sbin/policy-rc.d", "/sbin/initctl"}) {
    tree.file(std::string(path) + "/x", "kept");
  }
  apply();
  EXPECT_EQ(tree.at("/etc/hosts/x"), "kept");
  EXPECT_EQ(tree.at("/etc/mtab/x"), "kept");
  EXPECT_EQ(tree.at("/.dockerenv/x"), "kept");
  EXPECT_EQ(tree.at("/sbin/initctl/x"), "kept");
}

TEST_F(AllPatchesTest, LeaveNothingToDoForASecondTime) {
  tree.directory("/etc").file("/etc/machine-id", "abc\n").file("/dev/null");
  apply();
  std::vector<std::string> again;
  for (const AppliedPatch& patch : apply()) again.emplace_back(patch.name);
  EXPECT_THAT(again, testing::ElementsAre("init"));
}

}  // namespace
}  // namespace oci2boot
