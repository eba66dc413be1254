// SPDX-License-Identifier: Apache-2.0
// Applies one patch to a tree, with a plan that a test may change before.
#pragma once

#include <gmock/gmock.h>

#include "src/boot/patches/patches.h"
#include "tests/boot/tree_builder.h"

namespace oci2boot {

class PatchTest : public testing::Test {
 protected:
  PatchTest() {
    plan.argv = {"/bin/sh"};
    plan.hostname = "web";
    plan.nameservers = {"10.0.2.3"};
  }

  PatchChanges apply(PatchChanges (*patch)(PatchContext&)) {
    PatchContext context{tree.root, plan, {"PID 1", modules}, kTime};
    return patch(context);
  }

  static constexpr Timestamp kTime{1'700'000'000, 5};
  TreeBuilder tree;
  BootPlan plan;
  std::vector<GuestModule> modules;
};

}  // namespace oci2boot
