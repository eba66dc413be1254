// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

extern "C" {
#include "src/init/ext4_label.h"
}
#include "tests/init/exact_bytes.h"

namespace oci2boot {
namespace {

/// The first 2048 bytes of a disk with an ext4 file system.
std::string disk() {
  std::string bytes(2048, '\0');
  bytes.replace(1024 + 0x04, 4, "\x10\x20\x30\x40");
  bytes.replace(1024 + 0x38, 2, "\x53\xEF");
  for (int i = 0; i < 16; ++i)
    bytes[static_cast<std::size_t>(1024 + 0x68 + i)] = static_cast<char>(0xA0 + i);
  bytes.replace(1024 + 0x78, 8, "my label");
  bytes[1024 + 0x150] = 2;
  return bytes;
}

TEST(Ext4LabelTest, SaysWhichFileSystemItIs) {
  Ext4Label label;
  const ExactBytes bytes(disk());
  ASSERT_TRUE(read_ext4_label(bytes.get(), &label));
  EXPECT_STREQ(label.uuid, "a0a1a2a3-a4a5-a6a7-a8a9-aaabacadaeaf");
  EXPECT_STREQ(label.label, "my label");
  EXPECT_EQ(label.blocks, 0x40302010U);
}

TEST(Ext4LabelTest, CountsBlocksPast32BitsWhereTheFileSystemHasThem) {
  Ext4Label label;
  std::string with_64bit = disk();
  with_64bit[1024 + 0x60] = static_cast<char>(0xC2);
  const ExactBytes bytes(with_64bit);
  ASSERT_TRUE(read_ext4_label(bytes.get(), &label));
  EXPECT_EQ(label.blocks, 0x240302010U);
}

TEST(Ext4LabelTest, EndsALabelThatFillsItsPlace) {
  Ext4Label label;
  std::string full = disk();
  full.replace(1024 + 0x78, 20, "0123456789abcdefMORE");
  const ExactBytes bytes(full);
  ASSERT_TRUE(read_ext4_label(bytes.get(), &label));
  EXPECT_STREQ(label.label, "0123456789abcdef");
}

TEST(Ext4LabelTest, RefusesOtherBytesAndShortOnes) {
  Ext4Label label;
  EXPECT_FALSE(read_ext4_label(ExactBytes(std::string(2048, '\0')).get(), &label));
  EXPECT_FALSE(read_ext4_label(ExactBytes(disk().substr(0, 2047)).get(), &label));
  EXPECT_FALSE(read_ext4_label(ExactBytes("").get(), &label));
}

}  // namespace
}  // namespace oci2boot
