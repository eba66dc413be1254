// SPDX-License-Identifier: Apache-2.0
#include "src/init/embedded_init.h"

#include <elf.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

extern "C" {
#include "src/init/executable.h"
}

namespace oci2boot {
namespace {

Executable inspect(std::span<const std::byte> bytes) {
  Executable executable = {};
  inspect_executable({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, &executable);
  return executable;
}

/// Of every machine that it was built for, as PID 1's own reader sees it.
class EmbeddedInit : public testing::TestWithParam<std::uint16_t> {
 protected:
  std::span<const std::byte> bytes() const { return embedded_init(machine_name(GetParam())); }
};

std::vector<std::uint16_t> built_machines() {
  std::vector<std::uint16_t> machines;
  for (const std::uint16_t machine : {std::uint16_t{EM_X86_64}, std::uint16_t{EM_AARCH64}}) {
    const bool is_built = !embedded_init(machine_name(machine)).empty();
    if (is_built || machine == own_machine()) machines.push_back(machine);
  }
  return machines;
}

INSTANTIATE_TEST_SUITE_P(Machine, EmbeddedInit, testing::ValuesIn(built_machines()),
                         [](const auto& machine) { return machine_name(machine.param); });

TEST_P(EmbeddedInit, IsAProgramForItsMachine) {
  EXPECT_EQ(inspect(bytes()).kind, kElf);
  EXPECT_EQ(inspect(bytes()).machine, GetParam());
}

TEST_P(EmbeddedInit, NeedsNoLoader) {
  EXPECT_STREQ(inspect(bytes()).interpreter, "");
}

TEST_P(EmbeddedInit, IsSmall) {
  EXPECT_LE(bytes().size(), std::size_t{160} << 10);
}

TEST(NoEmbeddedInit, IsThereForAMachineThatItWasNotBuiltFor) {
  EXPECT_TRUE(embedded_init("sparc64").empty());
  EXPECT_TRUE(embedded_init("").empty());
}

}  // namespace
}  // namespace oci2boot
