// SPDX-License-Identifier: Apache-2.0
#include "src/launch/shares/virtiofsd.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oci2boot {
namespace {

using testing::Contains;
using testing::ElementsAre;

TEST(VirtiofsdTest, ThereAreTwoKinds) {
  EXPECT_EQ(virtiofsd_kind("virtiofsd version 7.2.22 (Debian 1:7.2+dfsg-7)\nCopyright (c) 2003"),
            VirtiofsdKind::c);
  EXPECT_EQ(virtiofsd_kind("virtiofsd 1.13.2\n"), VirtiofsdKind::rust);
  EXPECT_EQ(virtiofsd_kind("virtiofsd backend 1.3.0\n"), VirtiofsdKind::rust);
}

TEST(VirtiofsdTest, TheOlderOneTakesOptionsInLists) {
  EXPECT_THAT(
      virtiofsd_command("/usr/lib/qemu/virtiofsd", VirtiofsdKind::c, R"(/a,b\c)", 5,
                        ShareSandbox::user_name_space),
      ElementsAre("/usr/lib/qemu/virtiofsd", "-f", "--fd=5", "--rlimit-nofile=0", "-o",
                  R"(source=/a\,b\\c)", "-o", "sandbox=namespace,cache=auto,log_level=warn"));
  EXPECT_THAT(virtiofsd_command("virtiofsd", VirtiofsdKind::c, "/a", 5, ShareSandbox::chroot),
              Contains("sandbox=chroot,cache=auto,log_level=warn"));
}

TEST(VirtiofsdTest, TheNewerOneTakesWords) {
  EXPECT_THAT(
      virtiofsd_command("/usr/libexec/virtiofsd", VirtiofsdKind::rust, "/a,b", 5,
                        ShareSandbox::name_spaces),
      ElementsAre("/usr/libexec/virtiofsd", "--fd=5", "--shared-dir", "/a,b", "--sandbox=namespace",
                  "--cache=auto", "--log-level=warn", "--rlimit-nofile=0"));
  EXPECT_THAT(virtiofsd_command("virtiofsd", VirtiofsdKind::rust, "/a", 5, ShareSandbox::chroot),
              Contains("--sandbox=chroot"));
}

}  // namespace
}  // namespace oci2boot
