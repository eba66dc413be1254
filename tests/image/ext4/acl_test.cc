// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/acl.h"

#include <gtest/gtest.h>

#include <vector>

namespace oci2boot {
namespace {

struct Entry {
  std::uint16_t tag;
  std::uint16_t permissions;
  std::uint32_t id = UINT32_MAX;  // as libacl has it where there is none
};

enum : std::uint16_t {
  kOwner = 1,
  kUser = 2,
  kOwningGroup = 4,
  kGroup = 8,
  kMask = 16,
  kOther = 32
};

template <typename Number>
void append(std::string& bytes, Number number) {
  for (std::size_t i = 0; i < sizeof number; ++i) {
    bytes += static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i));
  }
}

std::string archived(const std::vector<Entry>& entries) {
  std::string bytes;
  append(bytes, std::uint32_t{2});
  for (const Entry& entry : entries) {
    append(bytes, entry.tag);
    append(bytes, entry.permissions);
    append(bytes, entry.id);
  }
  return bytes;
}

std::string stored(const std::vector<Entry>& entries) {
  std::string bytes;
  append(bytes, std::uint32_t{1});
  for (const Entry& entry : entries) {
    append(bytes, entry.tag);
    append(bytes, entry.permissions);
    if (entry.tag == kUser || entry.tag == kGroup) append(bytes, entry.id);
  }
  return bytes;
}

TEST(Acl, IsStoredWithIdsOnlyWhereTheyMeanSomething) {
  const std::vector<Entry> entries{{kOwner, 6},       {kUser, 4, 1000}, {kUser, 6, 1001},
                                   {kOwningGroup, 4}, {kGroup, 4, 50},  {kMask, 6},
                                   {kOther, 4}};
  const EncodedAcl acl = encode_access_acl(archived(entries), 0664);
  EXPECT_EQ(acl.error, "");
  EXPECT_EQ(acl.bytes, stored(entries));
}

TEST(Acl, TakesTheModeWhereTheTwoDiffer) {
  const EncodedAcl acl = encode_access_acl(
      archived({{kOwner, 7}, {kUser, 4, 1000}, {kOwningGroup, 7}, {kMask, 7}, {kOther, 7}}), 0640);
  EXPECT_EQ(acl.bytes,
            stored({{kOwner, 6}, {kUser, 4, 1000}, {kOwningGroup, 7}, {kMask, 4}, {kOther, 0}}));
}

TEST(Acl, ThatSaysNoMoreThanTheModeIsNotStored) {
  const std::string value = archived({{kOwner, 6}, {kOwningGroup, 4}, {kOther, 4}});
  EXPECT_EQ(encode_access_acl(value, 0644).bytes, "");
  EXPECT_EQ(encode_access_acl(value, 0644).error, "");
  EXPECT_EQ(encode_access_acl(archived({}), 0644).error, "");
  EXPECT_EQ(encode_access_acl("", 0644).error, "");
}

TEST(Acl, OfADirectorysFilesIsStoredAsItIs) {
  const std::vector<Entry> entries{{kOwner, 6}, {kOwningGroup, 4}, {kOther, 4}};
  EXPECT_EQ(encode_default_acl(archived(entries)).bytes, stored(entries));
  EXPECT_EQ(encode_default_acl(archived({})).bytes, "");
}

TEST(Acl, ThatTheKernelWouldRefuseIsRefused) {
  const std::string whole = archived({{kOwner, 6}, {kOwningGroup, 4}, {kOther, 4}});
  const std::vector<std::string> bad{
      "x",
      whole.substr(0, whole.size() - 1),
      '\3' + whole.substr(1),
      archived({{kOwner, 6}}),
      archived({{kOwningGroup, 4}, {kOwner, 6}, {kOther, 4}}),
      archived({{kOwner, 6}, {kOwner, 6}, {kOwningGroup, 4}, {kOther, 4}}),
      archived({{kOwner, 8}, {kOwningGroup, 4}, {kOther, 4}}),
      archived({{kOwner, 6}, {kUser, 4, 1000}, {kOwningGroup, 4}, {kOther, 4}}),  // no mask
      archived({{kOwner, 6}, {kUser, 4}, {kOwningGroup, 4}, {kMask, 4}, {kOther, 4}}),
      archived({{kOwner, 6}, {kOwningGroup, 4}, {kOther, 4}, {kOther, 4}}),
      archived({{kOwner, 6}, {kOwningGroup, 4}, {64, 4}, {kOther, 4}}),
  };
  for (const std::string& value : bad) {
    EXPECT_NE(encode_access_acl(value, 0644).error, "") << testing::PrintToString(value);
    EXPECT_EQ(encode_default_acl(value).bytes, "") << testing::PrintToString(value);
  }
}

}  // namespace
}  // namespace oci2boot
