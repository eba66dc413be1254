// SPDX-License-Identifier: Apache-2.0
#include "tests/boot/patches/patch_runner.h"

namespace oci2boot {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

using HostsPatch = PatchTest;

constexpr const char* kDefault =
    "127.0.0.1\tlocalhost\n"
    "::1\tlocalhost ip6-localhost ip6-loopback\n"
    "ff02::1\tip6-allnodes\n"
    "ff02::2\tip6-allrouters\n"
    "127.0.1.1\tweb\n";

TEST_F(HostsPatch, WritesWhatAMachineNeeds) {
  EXPECT_THAT(apply(patch_hosts), SizeIs(1));
  EXPECT_EQ(tree.at("/etc/hosts"), kDefault);
  EXPECT_EQ(tree.metadata("/etc/hosts").permissions, 0644);
  EXPECT_EQ(tree.metadata("/etc/hosts").mtime, kTime);
}

TEST_F(HostsPatch, AHostnameWithADomainHasAShortNameToo) {
  plan.hostname = "web.example.org";
  apply(patch_hosts);
  EXPECT_THAT(tree.at("/etc/hosts"), testing::EndsWith("\n127.0.1.1\tweb.example.org\tweb\n"));
}

TEST_F(HostsPatch, FillsDockersEmptyFile) {
  tree.file("/etc/hosts", "");
  apply(patch_hosts);
  EXPECT_EQ(tree.at("/etc/hosts"), kDefault);
}

TEST_F(HostsPatch, KeepsTheImagesEntriesBehindTheUsers) {
  plan.hosts = {{"10.0.0.5", "db"}};
  tree.file("/etc/hosts", "127.0.0.1 localhost # own\n10.9.9.9 db");
  apply(patch_hosts);
  EXPECT_EQ(tree.at("/etc/hosts"),
            "10.0.0.5\tdb\n127.0.0.1 localhost # own\n10.9.9.9 db\n127.0.1.1\tweb\n");
}

TEST_F(HostsPatch, LeavesAFileThatIsTooLargeToBeRead) {
  const std::string text(1'048'577, '#');
  plan.hosts = {{"10.0.0.5", "db"}};
  tree.file("/etc/hosts", text);
  EXPECT_THAT(apply(patch_hosts), IsEmpty());
  const FileTree& names = tree.root.tree;
  EXPECT_EQ(names.size(names.lookup("/etc/hosts").value()), text.size());
}

TEST_F(HostsPatch, DoesNotRepeatTheHostname) {
  const std::string text = "127.0.0.1 localhost\n10.0.2.15\tweb.example\tweb\n";
  tree.file("/etc/hosts", text);
  EXPECT_THAT(apply(patch_hosts), IsEmpty());
  EXPECT_EQ(tree.at("/etc/hosts"), text);
  tree.file("/etc/hosts", "127.0.0.1 localhost # not web\n");
  apply(patch_hosts);
  EXPECT_EQ(tree.at("/etc/hosts"), "127.0.0.1 localhost # not web\n127.0.1.1\tweb\n");
}

}  // namespace
}  // namespace oci2boot
