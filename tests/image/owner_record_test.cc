// SPDX-License-Identifier: Apache-2.0
#include "src/image/owner_record.h"

#include <gtest/gtest.h>

#include "tests/support/sample_root.h"

namespace oci2boot {
namespace {

using namespace std::string_literals;

TEST(OwnerRecordTest, HasBothNumbersAndSaysNothingOfRoot) {
  EXPECT_EQ(owner_record(0, 0), "");
  EXPECT_EQ(owner_record(1, 127), "\x08\x01\x10\x7f"s);
  EXPECT_EQ(owner_record(300, 4294967295U), "\x08\xac\x02\x10\xff\xff\xff\xff\x0f"s);
  EXPECT_EQ(owner_record(0, 42), "\x08\xff\xff\xff\xff\x0f\x10\x2a"s);
}

TEST(OwnerRecordTest, AStatRecordHasTypeAndNumbers) {
  FileTree tree;
  const InodeId disk = tree.add_special(FileTree::kRoot, "sda", metadata(0660, 0, 6),
                                        FileType::block_device, {8, 300});
  const InodeId file = tree.add_file(FileTree::kRoot, "su", metadata(04755, 7, 8), 0, {});
  EXPECT_EQ(stat_record(tree, disk), "0:6:0660:block-8-300");
  EXPECT_EQ(stat_record(tree, file), "7:8:4755:file");
  EXPECT_EQ(stat_record(tree, FileTree::kRoot), "0:0:0755:dir");
}

}  // namespace
}  // namespace oci2boot
