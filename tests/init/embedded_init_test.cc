// SPDX-License-Identifier: Apache-2.0
#include "src/init/embedded_init.h"

#include <elf.h>
#include <gtest/gtest.h>

#include <cstring>

extern "C" {
#include "src/init/executable.h"
}

namespace oci2boot {
namespace {

/// The one for the machine that the tests run on, as PID 1's own reader sees it.
Executable inspect_own() {
  const auto bytes = embedded_init(machine_name(own_machine()));
  Executable executable = {};
  inspect_executable({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, &executable);
  return executable;
}

TEST(EmbeddedInit, IsAProgramForThisMachine) {
  EXPECT_EQ(inspect_own().kind, kElf);
  EXPECT_EQ(inspect_own().machine, own_machine());
}

TEST(EmbeddedInit, NeedsNoLoader) {
  EXPECT_STREQ(inspect_own().interpreter, "");
}

TEST(EmbeddedInit, IsSmall) {
  EXPECT_LE(embedded_init(machine_name(own_machine())).size(), std::size_t{128} << 10);
}

TEST(EmbeddedInit, IsEmptyForAMachineThatItWasNotBuiltFor) {
  EXPECT_TRUE(embedded_init("sparc64").empty());
  EXPECT_TRUE(embedded_init("").empty());
}

}  // namespace
}  // namespace oci2boot
