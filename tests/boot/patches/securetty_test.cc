// SPDX-License-Identifier: Apache-2.0
#include "tests/boot/patches/patch_runner.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SecurettyPatch : public PatchTest {
 protected:
  SecurettyPatch() {
    plan.mode = BootMode::handover;
    plan.console = "ttyS0";
  }
  void expect_unchanged(std::string_view text) {
    tree.file("/etc/securetty", text);
    EXPECT_THAT(apply(patch_securetty), IsEmpty());
    EXPECT_EQ(tree.at("/etc/securetty"), text);
  }
};

TEST_F(SecurettyPatch, AddsTheConsole) {
  tree.file("/etc/securetty", "# root logs in here\nconsole\ntty1\n#ttyS0\nttyS01");
  EXPECT_THAT(apply(patch_securetty), ElementsAre("let root log in on ttyS0"));
  EXPECT_EQ(tree.at("/etc/securetty"),
            "# root logs in here\nconsole\ntty1\n#ttyS0\nttyS01\nttyS0\n");
  EXPECT_THAT(apply(patch_securetty), IsEmpty());
}

TEST_F(SecurettyPatch, LeavesOneThatLocksRootOut) {
  expect_unchanged("");
  expect_unchanged("# nobody\n\n");
}

TEST_F(SecurettyPatch, LeavesAnImageWithoutIt) {
  EXPECT_THAT(apply(patch_securetty), IsEmpty());
  EXPECT_EQ(tree.at("/etc/securetty"), "(none)");
  tree.directory("/etc/securetty");
  EXPECT_THAT(apply(patch_securetty), IsEmpty());
}

TEST_F(SecurettyPatch, IsForImagesThatAskWhoIsThere) {
  plan.mode = BootMode::container;
  expect_unchanged("tty1\n");
}

}  // namespace
}  // namespace oci2boot
