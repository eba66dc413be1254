// SPDX-License-Identifier: Apache-2.0
#include "tests/boot/patches/patch_runner.h"

namespace oci2boot {
namespace {

using ResolvConfPatch = PatchTest;

TEST_F(ResolvConfPatch, WritesTheNameServersInOrder) {
  plan.nameservers = {"9.9.9.9", "2620:fe::fe"};
  tree.file("/etc/resolv.conf", "nameserver 192.168.65.7\n");
  EXPECT_THAT(apply(patch_resolv_conf), testing::SizeIs(1));
  EXPECT_EQ(tree.at("/etc/resolv.conf"), "nameserver 9.9.9.9\nnameserver 2620:fe::fe\n");
}

TEST_F(ResolvConfPatch, WritesTheDomainsThatNamesAreCompletedWith) {
  plan.dns_search = {"corp.example", "example"};
  apply(patch_resolv_conf);
  EXPECT_EQ(tree.at("/etc/resolv.conf"), "nameserver 10.0.2.3\nsearch corp.example example\n");
}

TEST_F(ResolvConfPatch, ReplacesALinkToWhatAServiceWouldMake) {
  tree.symlink("/etc/resolv.conf", "../run/systemd/resolve/stub-resolv.conf");
  apply(patch_resolv_conf);
  EXPECT_EQ(tree.at("/etc/resolv.conf"), "nameserver 10.0.2.3\n");
  EXPECT_EQ(tree.at("/run"), "(none)");
}

}  // namespace
}  // namespace oci2boot
