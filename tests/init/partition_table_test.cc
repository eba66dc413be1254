// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>

extern "C" {
#include "src/init/partition_table.h"
}
#include "tests/init/exact_bytes.h"

namespace oci2boot {
namespace {

void put(std::string& bytes, std::size_t at, std::uint64_t value, unsigned size) {
  for (unsigned i = 0; i < size; ++i) bytes[at + i] = static_cast<char>(value >> (8 * i));
}

/// A disk whose table begins at sector 2 and has two entries, the second one in use.
std::string gpt(std::size_t sector_size) {
  std::string bytes(sector_size * 3, '\0');
  bytes.replace(sector_size, 8, "EFI PART");
  put(bytes, sector_size + 72, 2, 8);
  put(bytes, sector_size + 80, 2, 4);
  put(bytes, sector_size + 84, 128, 4);
  for (std::size_t i = 0; i < 16; ++i) {
    bytes[2 * sector_size + 128 + 16 + i] = static_cast<char>(0x10 + i);
  }
  return bytes;
}

std::string mbr() {
  std::string bytes(512, '\0');
  put(bytes, 440, 0xDEADBEEF, 4);
  put(bytes, 510, 0xAA55, 2);
  return bytes;
}

std::optional<std::string> uuid(const std::string& disk, unsigned number,
                                unsigned sector_size = 512) {
  char text[kUuidText];
  const ExactBytes bytes(disk);
  if (!read_partition_uuid(bytes.get(), sector_size, number, text)) return std::nullopt;
  return text;
}

TEST(PartitionTable, GivesTheGuidOfAGpt) {
  const char* guid = "13121110-1514-1716-1819-1a1b1c1d1e1f";
  EXPECT_EQ(uuid(gpt(512), 2), guid);
  EXPECT_EQ(uuid(gpt(4096), 2, 4096), guid);
  EXPECT_EQ(uuid(gpt(512), 1), std::nullopt) << "it is not in use";
  EXPECT_EQ(uuid(gpt(512), 3), std::nullopt);
  EXPECT_EQ(uuid(gpt(512), 0), std::nullopt);
  EXPECT_EQ(uuid(gpt(512), 2, 4096), std::nullopt) << "no header there";
}

TEST(PartitionTable, GivesSignatureAndNumberOfAnMbr) {
  EXPECT_EQ(uuid(mbr(), 1), "deadbeef-01");
  EXPECT_EQ(uuid(mbr(), 31), "deadbeef-1f");
  EXPECT_EQ(uuid(std::string(512, '\0'), 1), std::nullopt);
  EXPECT_EQ(uuid("", 1), std::nullopt);
}

TEST(PartitionTable, SurvivesAnyNumbers) {
  const std::string whole = gpt(512);
  for (std::size_t field = 512 + 72; field < 512 + 88; ++field) {
    for (const char value : {'\0', '\x01', '\x7f', '\xff'}) {
      std::string changed = whole;
      changed[field] = value;
      for (const unsigned number : {1U, 2U, 128U, 0xFFFFFFFFU}) uuid(changed, number);
    }
  }
  std::string far = whole;
  far.replace(512 + 72, 16, 16, '\xff');
  EXPECT_EQ(uuid(far, 0xFFFFFFFF), std::nullopt);
}

TEST(PartitionTable, SurvivesTruncationAtEveryByte) {
  const std::string whole = gpt(512);
  for (std::size_t size = 0; size < whole.size(); ++size) uuid(whole.substr(0, size), 2);
}

}  // namespace
}  // namespace oci2boot
