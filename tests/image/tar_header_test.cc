// SPDX-License-Identifier: Apache-2.0
#include "src/image/tar_header.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oci2boot {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

TarEntry entry(std::string path, char type = '0') {
  TarEntry made;
  made.path = std::move(path);
  made.type = type;
  made.metadata = {0644, 0, 0, {1'700'000'000, 0}, {}};
  return made;
}

/// What stands in front of the ustar header.
std::string pax_part(const TarEntry& made) {
  const std::string header = tar_header(made);
  return header.substr(0, header.size() - kTarBlock);
}

/// The pax records, one after the other.
std::string records(const TarEntry& made) {
  const std::string part = pax_part(made);
  return part.empty() ? part : part.substr(kTarBlock, part.find('\0', kTarBlock) - kTarBlock);
}

std::string ustar(const TarEntry& made, std::size_t offset, std::size_t size) {
  const std::string header = tar_header(made);
  return header.substr(header.size() - kTarBlock + offset, size);
}

TEST(TarHeaderTest, AnOrdinaryEntryIsOneBlock) {
  const std::string header = tar_header(entry("bin/sh"));
  ASSERT_EQ(header.size(), kTarBlock);
  EXPECT_EQ(header.substr(0, 7), std::string("bin/sh\0", 7));
  EXPECT_EQ(header.substr(100, 8), std::string("0000644\0", 8));
  EXPECT_EQ(header.substr(136, 12), std::string("14524770400\0", 12));
  EXPECT_EQ(header.substr(257, 8), std::string("ustar\00000", 8));
}

TEST(TarHeaderTest, TheChecksumIsThatOfTheBytes) {
  const std::string header = tar_header(entry("n\xff"));
  unsigned sum = 0;
  for (std::size_t i = 0; i < header.size(); ++i) {
    sum += static_cast<unsigned char>(i >= 148 && i < 156 ? ' ' : header[i]);
  }
  char field[9];
  std::snprintf(field, sizeof field, "%06o", sum);
  field[7] = ' ';
  EXPECT_EQ(header.substr(148, 8), std::string(field, 8));
}

TEST(TarHeaderTest, NamesOfAnyBytesNeedNoPaxHeaderWhereTheyFit) {
  EXPECT_THAT(pax_part(entry(std::string(100, '\xfe'))), IsEmpty());
  const TarEntry cut = entry(std::string(155, 'd') + "/" + std::string(100, 'n'));
  EXPECT_THAT(pax_part(cut), IsEmpty());
  EXPECT_EQ(ustar(cut, 0, 100), std::string(100, 'n'));
  EXPECT_EQ(ustar(cut, 345, 155), std::string(155, 'd'));
}

TEST(TarHeaderTest, ADirectoryKeepsItsSlashInTheName) {
  const TarEntry cut = entry("a/" + std::string(99, 'b') + "/", '5');
  EXPECT_EQ(ustar(cut, 0, 100), std::string(99, 'b') + "/");
  EXPECT_EQ(ustar(cut, 345, 2), std::string("a\0", 2));
}

TEST(TarHeaderTest, LongNamesStandInRecords) {
  const std::string longer(101, 'x');
  EXPECT_EQ(records(entry(longer)), "111 path=" + longer + "\n");
  TarEntry link = entry("l", '2');
  link.link_target = longer;
  EXPECT_EQ(records(link), "115 linkpath=" + longer + "\n");
}

TEST(TarHeaderTest, LongNamesThatAreNoUtf8SaySo) {
  const std::string fine = "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xb3" + std::string(100, 'x');
  EXPECT_THAT(records(entry(fine)), testing::StartsWith("124 path="));
  for (const char* broken : {"\xff", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                             "\xe0\x80\xaf", "\xf0\x8f\xbf\xbf", "\x80"}) {
    const std::string name = std::string(100, 'x') + broken;
    EXPECT_THAT(records(entry(name)), testing::StartsWith("21 hdrcharset=BINARY\n")) << name;
    TarEntry link = entry("l", '1');
    link.link_target = name;
    EXPECT_THAT(records(link), testing::StartsWith("21 hdrcharset=BINARY\n")) << name;
  }
}

TEST(TarHeaderTest, LengthsOfRecordsCountThemselves) {
  // 99 bytes behind "path=" make 107 with two digits, and so 108 with three.
  for (const std::size_t size : {101U, 989U, 990U, 991U, 992U, 9986U, 9990U}) {
    const std::string text = records(entry(std::string(size, 'y')));
    EXPECT_EQ(text.substr(0, text.find(' ')), std::to_string(text.size())) << size;
  }
}

TEST(TarHeaderTest, NumbersBeyondOctalStandInRecordsAndInBase256) {
  TarEntry big = entry("f");
  big.metadata.uid = 2'097'152;
  big.metadata.gid = 4'294'967'295;
  big.stored_size = std::uint64_t{1} << 33;
  EXPECT_EQ(records(big), "19 size=8589934592\n15 uid=2097152\n18 gid=4294967295\n");
  EXPECT_EQ(ustar(big, 108, 8), std::string("\x80\0\0\0\0\x20\0\0", 8));
  EXPECT_EQ(ustar(big, 116, 8), std::string("\x80\0\0\0\xff\xff\xff\xff", 8));
  EXPECT_EQ(ustar(big, 124, 12), std::string("\x80\0\0\0\0\0\0\x02\0\0\0\0", 12));

  TarEntry fits = entry("f");
  fits.metadata.uid = 2'097'151;
  fits.stored_size = (std::uint64_t{1} << 33) - 1;
  EXPECT_THAT(pax_part(fits), IsEmpty());
}

TEST(TarHeaderTest, DeviceNumbersThatAreTooLargeHaveRecords) {
  TarEntry device = entry("d", '3');
  device.device = {4'294'967'295, 2'097'152};
  EXPECT_EQ(records(device), "30 SCHILY.devmajor=4294967295\n27 SCHILY.devminor=2097152\n");
  device.device = {1, 3};
  EXPECT_THAT(pax_part(device), IsEmpty());
}

TEST(TarHeaderTest, TimesHaveAsManyDecimalsAsTheyNeed) {
  const auto time_record = [](std::int64_t seconds, std::uint32_t nanoseconds) {
    TarEntry timed = entry("f");
    timed.metadata.mtime = {seconds, nanoseconds};
    const std::string text = records(timed);
    return text.empty() ? text : text.substr(text.find('=') + 1);
  };
  EXPECT_EQ(time_record(5, 0), "");
  EXPECT_EQ(time_record(5, 500'000'000), "5.5\n");
  EXPECT_EQ(time_record(5, 1), "5.000000001\n");
  EXPECT_EQ(time_record(-1, 0), "-1\n");
  EXPECT_EQ(time_record(-1, 500'000'000), "-0.5\n");
  EXPECT_EQ(time_record(-2, 750'000'000), "-1.25\n");
  EXPECT_EQ(time_record(8'589'934'591, 0), "");
  EXPECT_EQ(time_record(8'589'934'592, 0), "8589934592\n");
  EXPECT_EQ(time_record(INT64_MIN, 1), "-9223372036854775807.999999999\n");
}

TEST(TarHeaderTest, TimesBefore1970AreNegativeInBase256) {
  TarEntry timed = entry("f");
  timed.metadata.mtime = {-2, 0};
  EXPECT_EQ(ustar(timed, 136, 12), std::string(11, '\xff') + "\xfe");
}

TEST(TarHeaderTest, XattrsAreRawBytes) {
  TarEntry made = entry("f");
  made.metadata.xattrs = {{"security.capability", std::string("\0\n=\xff", 4)}, {"user.none", ""}};
  const std::string part = pax_part(made);
  EXPECT_THAT(part, HasSubstr(std::string("41 SCHILY.xattr.security.capability=\0\n=\xff\n"
                                          "27 SCHILY.xattr.user.none=\n",
                                          41 + 27)));
}

TEST(TarHeaderTest, AnEqualsSignInTheNameOfAnXattrIsEscaped) {
  TarEntry made = entry("f");
  made.metadata.xattrs = {{"user.50%", "a"}, {"user.a=50%", "b"}};
  EXPECT_EQ(records(made), "27 SCHILY.xattr.user.50%=a\n33 SCHILY.xattr.user.a%3D50%25=b\n");
}

TEST(TarHeaderTest, ASparseFileHasItsNameInARecord) {
  TarEntry sparse = entry("var/log/lastlog");
  sparse.stored_size = 1024;
  sparse.sparse = 20'000'000'000;
  EXPECT_EQ(records(sparse),
            "22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n35 GNU.sparse.name=var/log/lastlog\n"
            "35 GNU.sparse.realsize=20000000000\n");
  EXPECT_EQ(ustar(sparse, 0, 32), std::string("var/log/GNUSparseFile.0/lastlog\0", 32));
  EXPECT_EQ(ustar(sparse, 124, 12), std::string("00000002000\0", 12));
}

TEST(TarHeaderTest, PaxHeadersAreNamedBesideTheirEntries) {
  TarEntry directory = entry("usr/lib/", '5');
  directory.metadata.mtime.nanoseconds = 1;
  EXPECT_EQ(tar_header(directory).substr(0, 21), std::string("usr/PaxHeaders.0/lib\0", 21));
  const TarEntry deep = entry(std::string(300, 'd') + "/" + std::string(120, 'n'));
  EXPECT_EQ(tar_header(deep).substr(0, 100), "PaxHeaders.0/" + std::string(87, 'n'));
}

}  // namespace
}  // namespace oci2boot
