// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "tests/support/expect_error.h"
#include "tests/support/flatten_test.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;

TEST_F(FlattenTest, A1_OwnersOf32BitsAreKept) {
  flatten_layers({TarBuilder()
                      .pax({{"uid", "4294967295"}, {"gid", "2097152"}})
                      .file("pax", "")
                      .owner(4294967294U, 3000000U)
                      .file("base256", "")
                      .finish()});
  EXPECT_EQ(tree().uid(inode("pax")), 4294967295U);
  EXPECT_EQ(tree().gid(inode("pax")), 2097152U);
  EXPECT_EQ(tree().uid(inode("base256")), 4294967294U);
  EXPECT_EQ(tree().gid(inode("base256")), 3000000U);
}

TEST_F(FlattenTest, A1_LargerAndNegativeOwnersAreInvalid) {
  for (const char* id : {"4294967296", "-1", "99999999999999999999"}) {
    expect_error(ErrorCode::invalid_image, "has an owner that does not fit 32 bits", [&] {
      flatten_layers({TarBuilder().pax({{"gid", id}}).file("x", "").finish()});
    });
  }
}

TEST_F(FlattenTest, A2_XattrsAreKeptByteForByte) {
  const std::string capability("\x01\0\0\x02\0\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20);
  flatten_layers({TarBuilder()
                      .pax({{"SCHILY.xattr.security.capability", capability},
                            {"SCHILY.xattr.user.a=\n", ""},
                            {"LIBARCHIVE.xattr.user.b%20c", "AAEC"}})
                      .file("x", "")
                      .finish()});
  const Metadata metadata = tree().metadata(inode("x"));
  EXPECT_THAT(metadata.xattrs, testing::Contains(Xattr{"security.capability", capability}));
  EXPECT_THAT(metadata.xattrs, testing::Contains(Xattr{"user.b c", std::string("\0\x01\x02", 3)}));
}

TEST_F(FlattenTest, A3_SetuidSetgidAndStickyAreKept) {
  flatten_layers({TarBuilder().file("x", "", 06755).directory("d", 01777).finish()});
  EXPECT_EQ(tree().permissions(inode("x")), 06755);
  EXPECT_EQ(tree().permissions(inode("d")), 01777);
}

TEST_F(FlattenTest, A4_TimesAreKept) {
  const auto time_of = [this](const char* text) {
    flatten_layers({TarBuilder().pax({{"mtime", text}}).file("x", "").finish()});
    return tree().mtime(inode("x"));
  };
  EXPECT_EQ(time_of("1.000000001"), (Timestamp{1, 1}));
  EXPECT_EQ(time_of("-7"), (Timestamp{-7, 0}));
  EXPECT_EQ(time_of("-1.25"), (Timestamp{-2, 750'000'000}));
  EXPECT_EQ(time_of("1099511627776.5"), (Timestamp{1099511627776, 500'000'000}));
  EXPECT_EQ(time_of("99999999999999999999"), (Timestamp{INT64_MAX, 0}));
}

TEST_F(FlattenTest, A5_DevicesAndFifosAreInodes) {
  flatten_layers({TarBuilder()
                      .char_device("tty", 5, 1)
                      .entry("disk", '4', "", "", 0660)
                      .fifo("pipe")
                      .finish()});
  EXPECT_EQ(tree().type(inode("tty")), FileType::char_device);
  EXPECT_EQ(tree().device(inode("tty")), (DeviceNumber{5, 1}));
  EXPECT_EQ(tree().type(inode("disk")), FileType::block_device);
  EXPECT_EQ(tree().type(inode("pipe")), FileType::fifo);
}

TEST_F(FlattenTest, A5_DeviceNumbersAreNotCutTo32Bits) {
  constexpr auto kTooLarge = (1ULL << 32U) + 1;
  const std::string message = "'x' has a device number that does not fit 32 bits: 4294967297";
  expect_error(ErrorCode::invalid_image, message,
               [&] { flatten_layers({TarBuilder().char_device("x", kTooLarge, 3).finish()}); });
  expect_error(ErrorCode::invalid_image, message,
               [&] { flatten_layers({TarBuilder().char_device("x", 1, kTooLarge).finish()}); });
}

/// Pax 0.1: the map of the pieces is a record, the data are the pieces one after the other.
std::string sparse(const std::string& size, const std::string& map, std::string_view data) {
  return TarBuilder()
      .pax({{"GNU.sparse.name", "sparse"}, {"GNU.sparse.size", size}, {"GNU.sparse.map", map}})
      .file("GNUSparseFile.0/sparse", data)
      .finish();
}

TEST_F(FlattenTest, A6_HolesOfPaxSparseFilesStayHoles) {
  flatten_layers({sparse("1048576", "4096,2,8192,2", "abcd")});
  const InodeId file = inode("sparse");
  EXPECT_EQ(tree().size(file), 1048576U);
  ASSERT_EQ(tree().extents(file).size(), 2U);
  EXPECT_EQ(tree().extents(file)[1].file_offset, 8192U);
  EXPECT_EQ(content("sparse").substr(8190, 5), std::string("\0\0cd\0", 5));
  EXPECT_EQ(root_->contents.size(), 4U);
}

TEST_F(FlattenTest, A6_PiecesThatLieOutsideOrBackwardsAreInvalid) {
  const std::string message = "the entry 'sparse' has a map of holes that makes no sense";
  expect_error(ErrorCode::invalid_image, message,
               [&] { flatten_layers({sparse("100", "10,1,5,1", "ab")}); });
  expect_error(ErrorCode::invalid_image, message,
               [&] { flatten_layers({sparse("1", "0,2", "ab")}); });
}

TEST_F(FlattenTest, A6_AFileOfNothingButAHugeHoleTakesNoRoom) {
  flatten_layers({sparse("9223372036854775807", "0,0", "")});
  EXPECT_EQ(tree().size(inode("sparse")), static_cast<std::uint64_t>(INT64_MAX));
  EXPECT_EQ(root_->contents.size(), 0U);
}

TEST_F(FlattenTest, A7_LongNamesOfEveryKind) {
  const std::string name = std::string(200, 'n') + "/" + std::string(200, 'm');
  flatten_layers({TarBuilder()
                      .entry("././@LongLink", 'L', "", name + '\0', 0644)
                      .file("short", "gnu")
                      .pax({{"path", "pax-" + name}})
                      .file("short", "pax")
                      .entry("././@LongLink", 'K', "", name + '\0', 0644)
                      .symlink("s", "short")
                      .finish()});
  EXPECT_EQ(content(name), "gnu");
  EXPECT_EQ(content("pax-" + name), "pax");
  EXPECT_EQ(tree().symlink_target(inode("s")), name);
}

TEST_F(FlattenTest, A7_AGlobalHeaderChangesNoEntry) {
  const std::string record = "15 path=renamed\n";
  flatten_layers({TarBuilder()
                      .entry("pax_global_header", 'g', "", "16" + record.substr(2), 0644)
                      .file("a", "1")
                      .file("b", "2")
                      .finish()});
  EXPECT_EQ(names(), "a b");
}

TEST_F(FlattenTest, A7_APaxHeaderThatCannotBeReadIsInvalid) {
  expect_error(ErrorCode::invalid_image, "damaged tar archive (Ignoring malformed pax", [&] {
    flatten_layers({TarBuilder().entry("x", 'x', "", "99 path=a\n", 0644).file("x", "").finish()});
  });
}

}  // namespace
}  // namespace oci2boot
