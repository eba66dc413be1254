// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/module_index.h"

#include <gtest/gtest.h>

namespace oci2boot {
namespace {

using std::string_literals::operator""s;

// What depmod of kmod 30 writes begins so: the magic number, the version, where the root is.
const std::string kHead = "\xB0\x07\xF4\x57\x00\x02\x00\x01"s;

TEST(ModuleIndexTest, IsAHeadAloneWhereThereIsNothing) {
  EXPECT_EQ(module_index({}), kHead + "\0\0\0\x0C"s);
}

TEST(ModuleIndexTest, WritesOneNameAsThePrefixOfTheRoot) {
  EXPECT_EQ(module_index({{"ext4", 3, "path:"}}),
            kHead + "\xC0\0\0\x0C"s + "ext4\0"s + "\0\0\0\x01"s + "\0\0\0\x03"s + "path:\0"s);
}

TEST(ModuleIndexTest, SharesPrefixesAndWritesChildrenFirst) {
  const std::string a = "\0\0\0\x01\0\0\0\x01one\0"s;     // at 0x0c
  const std::string c = "d\0\0\0\0\x01\0\0\0\x02two\0"s;  // at 0x18, with the prefix "d"
  const std::string root = "vi\0ac\x40\0\0\x0C\0\0\0\0\xC0\0\0\x18"s;  // nothing for 'b'
  EXPECT_EQ(module_index({{"vicd", 2, "two"}, {"via", 1, "one"}}),
            kHead + "\xA0\0\0\x26"s + a + c + root);
}

TEST(ModuleIndexTest, HasSeveralValuesOfANameByPriority) {
  EXPECT_EQ(module_index({{"a", 9, "late"}, {"a", 1, "soon"}, {"a", 9, "late"}}),
            kHead + "\xC0\0\0\x0C"s + "a\0\0\0\0\x02"s + "\0\0\0\x01soon\0"s + "\0\0\0\x09late\0"s);
}

TEST(ModuleIndexTest, LeavesOutWhatCannotBeLookedUp) {
  EXPECT_EQ(
      module_index({{"caf\xc3\xa9", 0, "x"}, {"", 0, "x"}, {std::string(100000, 'a'), 0, "x"}}),
      module_index({}));
}

}  // namespace
}  // namespace oci2boot
