// SPDX-License-Identifier: Apache-2.0
#include "tests/boot/patches/patch_runner.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class S6ConsolePatch : public PatchTest {
 protected:
  S6ConsolePatch() {
    tree.directory(kServices).program("/sbin/agetty");
    plan.system = "s6";
    plan.console = "ttyAMA0";
  }
  static constexpr std::string_view kServices = "/etc/s6-linux-init/current/run-image/service";
};

TEST_F(S6ConsolePatch, SupervisesALogin) {
  EXPECT_THAT(apply(patch_s6_console),
              ElementsAre("added a login on ttyAMA0 to " + std::string(kServices)));
  const std::string run = std::string(kServices) + "/console-login/run";
  EXPECT_EQ(tree.at(run), "#!/bin/sh\nexec /sbin/agetty -L --noclear 115200 ttyAMA0 vt220\n");
  EXPECT_EQ(tree.metadata(run).permissions, 0755);
  EXPECT_THAT(apply(patch_s6_console), IsEmpty());
}

TEST_F(S6ConsolePatch, LeavesS6OverlayAsItIs) {
  tree.root.tree.remove(*tree.root.tree.lookup("/etc"), "s6-linux-init");
  EXPECT_THAT(apply(patch_s6_console), IsEmpty());
}

TEST_F(S6ConsolePatch, IsForS6Alone) {
  plan.system = "";
  EXPECT_THAT(apply(patch_s6_console), IsEmpty());
}

}  // namespace
}  // namespace oci2boot
