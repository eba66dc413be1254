// SPDX-License-Identifier: Apache-2.0
#include "oci/tar/tar_header.h"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <string_view>

#include "oci/tar/tar_damage.h"
#include "tests/support/tar_builder.h"

namespace oci2boot {
namespace {

using namespace std::string_view_literals;

std::int64_t number(std::string_view text) {
  return parse_tar_number(std::as_bytes(std::span(text)), "size");
}

TarBlock block_of(const std::string& bytes) {
  TarBlock block;
  std::memcpy(block.data(), bytes.data(), block.size());
  return block;
}

TarBlock with(TarBlock block, std::size_t offset, std::string_view bytes) {
  std::memcpy(block.data() + offset, bytes.data(), bytes.size());
  return block;
}

TEST(TarNumberTest, ReadsOctalAmongBlanksAndNuls) {
  EXPECT_EQ(number("0000644\0"sv), 0644);
  EXPECT_EQ(number("  644 \0 "sv), 0644);
  EXPECT_EQ(number("\0\0 17\0\0\0"sv), 017);
  EXPECT_EQ(number("77777777"sv), 077777777) << "with no room for an end";
  EXPECT_EQ(number("        "sv), 0);
  EXPECT_EQ(number("\0\0\0\0\0\0\0\0"sv), 0);
}

TEST(TarNumberTest, RefusesWhatIsNoNumber) {
  for (const std::string_view text : {"0000648\0"sv, "-000001\0"sv, "64 4\0\0\0\0"sv, "x\0"sv}) {
    EXPECT_THROW(number(text), TarDamage) << text;
  }
}

TEST(TarNumberTest, ReadsBase256OfBothSigns) {
  EXPECT_EQ(number("\x80\0\0\0\0\0\x01\x02"sv), 0x102);
  EXPECT_EQ(number("\xff\xff\xff\xff\xff\xff\xff\xff"sv), -1);
  EXPECT_EQ(number("\xff\xff\xff\xff\xff\xff\xff\x00"sv), -256);
}

TEST(TarNumberTest, ClampsWhat64BitsDoNotHold) {
  EXPECT_EQ(number("\x80\0\0\x01\0\0\0\0\0\0\0\0"sv), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(number("\xc0\0\0\0\0\0\0\0\0\0\0\0"sv), std::numeric_limits<std::int64_t>::min());
}

TEST(TarHeaderTest, AcceptsAChecksumOfSignedBytesToo) {
  // A name byte of 0xff counts as -1 then: 256 less.
  const TarBlock block = block_of(TarBuilder().file("\xff", "").without_end());
  ASSERT_TRUE(has_tar_checksum(block));
  const std::int64_t sum = parse_tar_number(std::span(block).subspan(148, 8), "checksum") - 256;
  char text[8];
  std::snprintf(text, sizeof text, "%06o", static_cast<unsigned>(sum));
  EXPECT_TRUE(has_tar_checksum(with(block, 148, std::string_view(text, 7))));
  EXPECT_FALSE(has_tar_checksum(with(block, 148, "000001"sv)));
  EXPECT_FALSE(has_tar_checksum(with(block, 148, "x"sv)));
}

TEST(TarHeaderTest, JoinsThePrefixOfUstarAndOfStar) {
  const TarBlock ustar = with(block_of(TarBuilder().file("name", "").finish()), 345, "a/b");
  EXPECT_EQ(parse_tar_header(ustar).path, "a/b/name");
  const TarBlock star = with(with(ustar, 508, "tar\0"sv), 345 + 131, "00000000001");
  EXPECT_EQ(parse_tar_header(star).format, TarFormat::star);
  EXPECT_EQ(parse_tar_header(star).path, "a/b/name") << "star keeps a time behind it";
}

TEST(TarHeaderTest, GnuKeepsTimesWhereThePrefixIs) {
  const TarBlock gnu = with(block_of(TarBuilder().file("name", "").finish()), 257, "ustar  \0"sv);
  EXPECT_EQ(parse_tar_header(with(gnu, 345, "12345670123")).path, "name");
  // Unless it is no time: Go wrote that once.
  EXPECT_EQ(parse_tar_header(with(gnu, 345, "some/folder")).path, "some/folder/name");
  EXPECT_EQ(parse_tar_header(with(gnu, 345, "f\xc3\xbcr")).path, "name") << "it wrote ASCII alone";
}

TEST(TarHeaderTest, AV7HeaderHasNoPrefixAndNoDevice) {
  TarBlock block = block_of(TarBuilder().char_device("tty", 5, 1).finish());
  EXPECT_EQ(parse_tar_header(block).device_major, 5);
  block = with(with(block, 257, "\0\0\0\0\0\0\0\0"sv), 345, "prefix");
  EXPECT_EQ(parse_tar_header(block).path, "tty");
  EXPECT_EQ(parse_tar_header(block).device_major, 0);
}

TEST(TarHeaderTest, ANameMayFillItsField) {
  const std::string name(100, 'n');
  EXPECT_EQ(parse_tar_header(block_of(TarBuilder().file(name, "").finish())).path, name);
}

}  // namespace
}  // namespace oci2boot
