// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

extern "C" {
#include "src/init/xattr_records.h"
}
#include "tests/init/exact_bytes.h"

namespace oci2boot {
namespace {

std::string size_field(std::uint32_t size) {
  std::string bytes;
  for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(size >> shift);
  return bytes;
}

std::string record(const std::string& path, const std::string& name, const std::string& value) {
  return size_field(static_cast<std::uint32_t>(path.size())) +
         size_field(static_cast<std::uint32_t>(name.size())) +
         size_field(static_cast<std::uint32_t>(value.size())) + path + name + value;
}

std::string text(const Bytes& bytes) {
  return {bytes.data, bytes.size};
}

TEST(XattrRecords, AreReadOneAfterTheOther) {
  const std::string zeros(3, '\0');
  const ExactBytes file(record("bin/ping", "security.capability", zeros) +
                        record("", "user.x", ""));
  Bytes rest = file.get();
  XattrRecord found;
  ASSERT_EQ(next_xattr(&rest, &found), kXattrRecord);
  EXPECT_EQ(text(found.path), "bin/ping");
  EXPECT_EQ(text(found.name), "security.capability");
  EXPECT_EQ(text(found.value), zeros);
  ASSERT_EQ(next_xattr(&rest, &found), kXattrRecord);
  EXPECT_EQ(text(found.path), "");
  EXPECT_EQ(text(found.name), "user.x");
  EXPECT_EQ(text(found.value), "");
  EXPECT_EQ(next_xattr(&rest, &found), kXattrEnd);
}

TEST(XattrRecords, AFileThatIsCutOffAnywhereIsDamaged) {
  const std::string whole = record("path", "name", "value");
  for (std::size_t size = 1; size < whole.size(); ++size) {
    const ExactBytes file(whole.substr(0, size));
    Bytes rest = file.get();
    XattrRecord found;
    EXPECT_EQ(next_xattr(&rest, &found), kXattrDamaged) << size;
  }
}

TEST(XattrRecords, SizesThatAddUpToMoreThanAnIntegerAreDamage) {
  const std::uint32_t most = UINT32_MAX;
  for (const std::string& sizes : {size_field(most) + size_field(most) + size_field(most),
                                   size_field(1) + size_field(most) + size_field(2),
                                   size_field(0) + size_field(0) + size_field(most)}) {
    const ExactBytes file(sizes + "abc");
    Bytes rest = file.get();
    XattrRecord found;
    EXPECT_EQ(next_xattr(&rest, &found), kXattrDamaged);
  }
}

}  // namespace
}  // namespace oci2boot
