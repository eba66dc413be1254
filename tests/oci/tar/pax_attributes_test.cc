// SPDX-License-Identifier: Apache-2.0
#include "oci/tar/pax_attributes.h"

#include <gtest/gtest.h>

#include <limits>

#include "oci/tar/tar_damage.h"

namespace oci2boot {
namespace {

std::string record(const std::string& key, const std::string& value) {
  const std::string rest = " " + key + "=" + value + "\n";
  std::size_t size = rest.size() + 1;
  while (std::to_string(size).size() + rest.size() != size) ++size;
  return std::to_string(size) + rest;
}

PaxAttributes local(const std::string& records) {
  PaxAttributes attributes;
  add_local_records(records, attributes);
  return attributes;
}

Timestamp time_of(const std::string& text) {
  return local(record("mtime", text)).mtime.value();
}

TEST(PaxAttributesTest, ReadsWhatAFileSystemCanTell) {
  const PaxAttributes pax =
      local(record("path", "a\nb=c") + record("linkpath", "\xff") + record("uid", "4294967295") +
            record("gid", "-1") + record("size", "8589934592") + record("comment", "none") +
            record("SCHILY.devmajor", "9"));
  EXPECT_EQ(pax.path, "a\nb=c");
  EXPECT_EQ(pax.link_target, "\xff");
  EXPECT_EQ(pax.uid, 4'294'967'295);
  EXPECT_EQ(pax.gid, -1);
  EXPECT_EQ(pax.size, 8'589'934'592);
  EXPECT_EQ(pax.device_major, 9);
}

TEST(PaxAttributesTest, TimesHaveAFractionAndASign) {
  EXPECT_EQ(time_of("1"), (Timestamp{1, 0}));
  EXPECT_EQ(time_of("1.5"), (Timestamp{1, 500'000'000}));
  EXPECT_EQ(time_of("1.0000000019"), (Timestamp{1, 1})) << "no more than nanoseconds";
  EXPECT_EQ(time_of("-1.25"), (Timestamp{-2, 750'000'000}));
  EXPECT_EQ(time_of("-0.5"), (Timestamp{-1, 500'000'000})) << "although -0 is 0";
  EXPECT_EQ(time_of("100000000000000000000").seconds, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(time_of("-100000000000000000000.5").seconds, std::numeric_limits<std::int64_t>::min());
}

TEST(PaxAttributesTest, RefusesValuesThatMakeNoSense) {
  for (const auto& [key, value] : {std::pair("mtime", "x"),
                                   {"mtime", "1.-5"},
                                   {"mtime", "."},
                                   {"uid", "1x"},
                                   {"size", "0x1"}}) {
    EXPECT_THROW(local(record(key, value)), TarDamage) << key << " " << value;
  }
  EXPECT_THROW(local(record("path", std::string("a\0b", 3))), TarDamage);
}

TEST(PaxAttributesTest, RefusesRecordsOfAWrongLength) {
  for (const std::string text :
       {"", "5 a=\n", "7 a=b\n", "6 a=b\n6", "6 a=bX", "x a=b\n", "-6 a=b\n", "6\ta=b\n", "5 ab\n",
        "4 =\n", "18446744073709551615 a=b\n", "99999999999999999999999 a=b\n"}) {
    if (text.empty() || text == "5 a=\n") {
      EXPECT_NO_THROW(local(text)) << text;
    } else {
      EXPECT_THROW(local(text), TarDamage) << text;
    }
  }
}

TEST(PaxAttributesTest, AnEmptyValueTakesBackWhatWasSaid) {
  PaxAttributes attributes;
  add_global_records(record("uid", "7") + record("mtime", "1"), attributes);
  add_local_records(record("uid", ""), attributes);
  EXPECT_FALSE(attributes.uid.has_value());
  EXPECT_TRUE(attributes.mtime.has_value());
}

TEST(PaxAttributesTest, AGlobalHeaderNamesNoFile) {
  PaxAttributes attributes;
  add_global_records(record("path", "p") + record("linkpath", "l") + record("size", "1") +
                         record("GNU.sparse.name", "n") + record("gid", "5") +
                         record("SCHILY.xattr.user.a", "v"),
                     attributes);
  EXPECT_FALSE(attributes.path || attributes.link_target || attributes.size);
  EXPECT_FALSE(attributes.sparse.name);
  EXPECT_EQ(attributes.gid, 5);
  EXPECT_EQ(attributes.xattrs.size(), 1U);
}

TEST(PaxAttributesTest, ReadsXattrsOfStarAndOfLibarchive) {
  const std::string binary("\0=\n\xff", 4);
  const PaxAttributes pax = local(record("SCHILY.xattr.user.a=b", "") +
                                  record("SCHILY.xattr.security.capability", binary) +
                                  record("LIBARCHIVE.xattr.user.x%3Dy%", "AD0K/w"));
  const std::vector<Xattr> expected = {
      {"user.a", "b="}, {"security.capability", binary}, {"user.x=y%", binary}};
  EXPECT_EQ(pax.xattrs, expected) << "a key ends at the first '='";
  EXPECT_THROW(local(record("LIBARCHIVE.xattr.user.x", "?")), TarDamage);
}

TEST(PaxAttributesTest, RefusesKeysThatNoFileSystemHas) {
  EXPECT_THROW(local(record("SCHILY.xattr.", "v")), TarDamage);
  EXPECT_THROW(local(record("LIBARCHIVE.xattr.user.a%00b", "")), TarDamage);
  EXPECT_THROW(local(record(std::string("SCHILY.xattr.user.a\0b", 21), "v")), TarDamage);
}

TEST(PaxAttributesTest, RefusesMoreXattrsThanAFileCanHave) {
  std::string records;
  for (int i = 0; i < 10'000; ++i) records += record("SCHILY.xattr.user.a", "v");
  EXPECT_EQ(local(records).xattrs.size(), 10'000U);
  EXPECT_THROW(local(records + record("SCHILY.xattr.user.a", "v")), TarDamage);
}

TEST(PaxAttributesTest, GathersTheThreeFormsOfSparseMaps) {
  const PaxAttributes::Sparse version_1 =
      local(record("GNU.sparse.minor", "0") + record("GNU.sparse.major", "1")).sparse;
  EXPECT_EQ(version_1.major + "." + version_1.minor, "1.0");
  EXPECT_EQ(local(record("GNU.sparse.map", "1,2")).sparse.map, "1,2");
  EXPECT_EQ(local(record("GNU.sparse.offset", "1") + record("GNU.sparse.numbytes", "2") +
                  record("GNU.sparse.offset", "3") + record("GNU.sparse.numbytes", "4"))
                .sparse.map,
            "1,2,3,4");
}

}  // namespace
}  // namespace oci2boot
