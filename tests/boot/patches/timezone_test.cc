// SPDX-License-Identifier: Apache-2.0
#include "tests/boot/patches/patch_runner.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class TimezonePatch : public PatchTest {
 protected:
  TimezonePatch() { plan.identity.timezone = "Europe/Berlin"; }
  void add_zones() {
    tree.file("/usr/share/zoneinfo/Europe/Berlin", "TZif2")
        .file("/usr/share/zoneinfo/UTC", "TZif2");
  }
};

TEST_F(TimezonePatch, DoesNothingUnlessAsked) {
  add_zones();
  plan.identity.timezone.reset();
  EXPECT_THAT(apply(patch_timezone), IsEmpty());
  EXPECT_EQ(tree.at("/etc/localtime"), "(none)");
}

TEST_F(TimezonePatch, LinksLocaltimeToTheZone) {
  add_zones();
  tree.file("/etc/localtime", "TZif2");
  EXPECT_THAT(apply(patch_timezone),
              ElementsAre("linked /etc/localtime to /usr/share/zoneinfo/Europe/Berlin"));
  EXPECT_EQ(tree.at("/etc/localtime"), "-> /usr/share/zoneinfo/Europe/Berlin");
  EXPECT_EQ(tree.at("/etc/timezone"), "(none)");
  EXPECT_THAT(apply(patch_timezone), IsEmpty());
}

TEST_F(TimezonePatch, WritesDebiansFileWhereItIs) {
  add_zones();
  tree.file("/etc/timezone", "Etc/UTC\n");
  apply(patch_timezone);
  EXPECT_EQ(tree.at("/etc/timezone"), "Europe/Berlin\n");
}

TEST_F(TimezonePatch, ChangesNothingWhereTheZoneIsNot) {
  tree.file("/etc/localtime", "TZif2").file("/etc/timezone", "Etc/UTC\n");
  EXPECT_THAT(apply(patch_timezone), IsEmpty());
  EXPECT_EQ(tree.at("/etc/timezone"), "Etc/UTC\n");
}

TEST_F(TimezonePatch, UtcNeedsNoFile) {
  plan.identity.timezone = "UTC";
  tree.file("/etc/localtime", "TZif2").file("/etc/timezone", "Europe/Berlin\n");
  EXPECT_THAT(apply(patch_timezone), ElementsAre("removed /etc/localtime", "wrote /etc/timezone"));
  EXPECT_EQ(tree.at("/etc/localtime"), "(none)");
  EXPECT_EQ(tree.at("/etc/timezone"), "UTC\n");
  EXPECT_THAT(apply(patch_timezone), IsEmpty());
}

TEST_F(TimezonePatch, LeavesAFolderThatIsInTheWay) {
  add_zones();
  tree.directory("/etc/localtime").directory("/etc/timezone");
  EXPECT_THAT(apply(patch_timezone), IsEmpty());
}

}  // namespace
}  // namespace oci2boot
