// SPDX-License-Identifier: Apache-2.0
#include "tests/boot/patches/patch_runner.h"

namespace oci2boot {
namespace {

using HostnamePatch = PatchTest;

TEST_F(HostnamePatch, WritesTheName) {
  tree.file("/etc/hostname", "buildkitsandbox\n");
  EXPECT_THAT(apply(patch_hostname), testing::ElementsAre("wrote /etc/hostname"));
  EXPECT_EQ(tree.at("/etc/hostname"), "web\n");
  EXPECT_THAT(apply(patch_hostname), testing::IsEmpty());
}

}  // namespace
}  // namespace oci2boot
