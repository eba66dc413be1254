// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/module_info.h"

#include <gmock/gmock.h>

#include "tests/boot/kernel/made_up_files.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ModuleInfoTest, ReadsWhatAModuleNeeds) {
  const auto info = read_module_info(
      made_up_module({"description=x=y", "depends=virtio,virtio-ring",
                      "softdep=pre: failover platform:x post: later", "softdep=pre: second",
                      "vermagic=6.1.0-9-amd64 SMP preempt", "noequals"}));
  ASSERT_TRUE(info);
  EXPECT_EQ(info->kernel_version, "6.1.0-9-amd64");
  EXPECT_THAT(info->depends, ElementsAre("virtio", "virtio_ring"));
  EXPECT_THAT(info->before, ElementsAre("failover", "platform:x", "second"));
}

TEST(ModuleInfoTest, ReadsHowAModuleIsAskedFor) {
  const auto info = read_module_info(
      made_up_module({"alias=fs-ext4", "alias=ext4", "softdep=pre: crc32c", "depends="},
                     {"b_open", "", "a_open"}));
  ASSERT_TRUE(info);
  EXPECT_THAT(info->aliases, ElementsAre("fs-ext4", "ext4"));
  EXPECT_THAT(info->softdeps, ElementsAre("pre: crc32c"));
  EXPECT_THAT(info->symbols, ElementsAre("a_open", "b_open"));
}

TEST(ModuleInfoTest, ReadsAModuleThatNeedsNothing) {
  const auto info = read_module_info(made_up_module({"depends="}));
  ASSERT_TRUE(info);
  EXPECT_THAT(info->depends, IsEmpty());
  EXPECT_EQ(info->kernel_version, "");
}

TEST(ModuleInfoTest, RefusesWhatIsNoModule) {
  EXPECT_FALSE(read_module_info(""));
  EXPECT_FALSE(
      read_module_info("\x7f"
                       "ELF\x02\x01"));
  EXPECT_FALSE(read_module_info(std::string(4096, '\xff')));
}

TEST(ModuleInfoTest, SurvivesTruncationAtEveryByte) {
  const std::string whole = made_up_module({"depends=a", "vermagic=6.1"});
  ASSERT_TRUE(read_module_info(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    read_module_info(std::string(whole, 0, size));
  }
}

TEST(ModuleInfoTest, SurvivesHostileHeaders) {
  const std::string whole = made_up_module({"depends=a"});
  for (std::size_t at = 0x28; at < whole.size(); ++at) {
    for (const char value : {'\x7f', '\xff'}) {
      std::string bytes = whole;
      bytes[at] = value;
      read_module_info(bytes);
    }
  }
}

TEST(ModuleInfoTest, RefusesATableWhoseOffsetsWrapAroundIntoTheFile) {
  std::string bytes = made_up_module({"depends=a"});
  const std::uint64_t table = bytes.size() - 4 * 64;
  constexpr std::uint16_t kBefore = 1000;  // headers "before" the real ones
  put_little_endian(bytes, 0x28, table - kBefore * std::uint64_t{64}, 8);
  put_little_endian(bytes, 0x3c, kBefore + 4, 2);
  put_little_endian(bytes, 0x3e, kBefore + 1, 2);
  EXPECT_FALSE(read_module_info(bytes));
}

TEST(ModuleInfoTest, NamesModulesAsTheKernelDoes) {
  EXPECT_EQ(module_name("kernel/drivers/char/hw_random/virtio-rng.ko"), "virtio_rng");
  EXPECT_EQ(module_name("virtio_net.ko.xz"), "virtio_net");
  EXPECT_EQ(module_name("a.ko.zst"), "a");
  EXPECT_EQ(module_name("a.ko.gz"), "a");
  EXPECT_EQ(module_name("modules.order"), "");
  EXPECT_EQ(module_name("a.ko.debug"), "");
  EXPECT_EQ(module_name("x.ko/README"), "");
}

TEST(ModuleInfoTest, TakesNoNameThatLeadsElsewhere) {
  EXPECT_EQ(module_name("kernel/..ko"), "");
  EXPECT_EQ(module_name("kernel/...ko.xz"), "");
  EXPECT_EQ(module_name("../a.ko"), "a");
}

}  // namespace
}  // namespace oci2boot
