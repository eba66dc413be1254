// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/pvh.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace oci2boot {
namespace {

std::string number(std::uint64_t value, std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFF);
  return bytes;
}

std::string note(std::uint32_t type, const std::string& name, const std::string& body) {
  const auto padded = [](std::string text) {
    text.resize((text.size() + 3) / 4 * 4);
    return text;
  };
  return number(name.size(), 4) + number(body.size(), 4) + number(type, 4) + padded(name) +
         padded(body);
}

/// An ELF file with one program header.
std::string elf(const std::string& segment, std::uint32_t type = 4) {
  constexpr std::uint64_t kHeader = 64;
  constexpr std::uint64_t kSegment = 56;
  std::string file(
      "\x7f"
      "ELF\x02\x01");
  file.resize(0x20);
  file += number(kHeader, 8);
  file.resize(0x36);
  file += number(kSegment, 2) + number(1, 2);
  file.resize(kHeader);
  file += number(type, 4) + number(0, 4) + number(kHeader + kSegment, 8);
  file.resize(kHeader + 0x20);
  file += number(segment.size(), 8);
  file.resize(kHeader + kSegment);
  return file + segment;
}

const std::string kXen("Xen\0", 4);
const std::string kGnu("GNU\0", 4);

TEST(PvhTest, AKernelWithTheEntryNoteStartsAsItIs) {
  EXPECT_TRUE(starts_by_pvh(elf(note(18, kXen, "entry..."))));
  EXPECT_TRUE(starts_by_pvh(elf(note(3, kGnu, "build ID 1") + note(18, kXen, "entry..."))));
}

TEST(PvhTest, OneWithoutDoesNot) {
  EXPECT_FALSE(starts_by_pvh(elf(note(3, kGnu, "build ID 1"))));
  EXPECT_FALSE(starts_by_pvh(elf(note(18, kGnu, "entry..."))));
  EXPECT_FALSE(starts_by_pvh(elf(note(18, kXen, "entry..."), 1)));
  EXPECT_FALSE(starts_by_pvh("MZ"));
}

TEST(PvhTest, AnyBytesWillDo) {
  const std::string whole = elf(note(3, kGnu, "build ID 1") + note(18, kXen, "entry..."));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(starts_by_pvh(whole.substr(0, size)) && size < 64);
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = '\xff';
    starts_by_pvh(damaged);
  }
}

}  // namespace
}  // namespace oci2boot
