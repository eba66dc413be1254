// SPDX-License-Identifier: Apache-2.0
// How large the disks of Ext4Image are.
#include <gtest/gtest.h>

#include <string>

#include "src/image/ext4/ext4_image.h"
#include "tests/image/ext4/made_disk.h"
#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

constexpr std::uint64_t kMebibyte = 1 << 20;

DiskSize total(std::uint64_t bytes) {
  return {DiskSize::Kind::total, bytes};
}

TEST(Ext4Size, HasTheSizeThatWasAskedFor) {
  for (const std::uint64_t bytes : {16 * kMebibyte, 100'000'256UL, 134'217'728UL, 136'314'880UL,
                                    1000'000'000UL, 10'737'418'240UL, 1'099'511'627'776UL}) {
    MadeDisk made(total(bytes));
    made.add_blocks("file", 10);
    const Ext4Summary summary = made.finish();
    EXPECT_EQ(summary.size, bytes / 512 * 512);
    EXPECT_EQ(std::filesystem::file_size(made.path()), summary.size);
    EXPECT_EQ(made.complaints(), "") << bytes;
    EXPECT_EQ(made.debugfs("cat /file"), MadeDisk::blocks_of("file", 10)) << bytes;
  }
}

TEST(Ext4Size, HasTheFreeSpaceThatWasAskedFor) {
  for (const std::uint64_t bytes :
       {std::uint64_t{0}, std::uint64_t{1}, 20 * kMebibyte, 5000 * kMebibyte}) {
    MadeDisk made({DiskSize::Kind::free, bytes});
    made.add_blocks("file", 1000);
    const Ext4Summary summary = made.finish();
    EXPECT_GE(summary.free_bytes, bytes);
    EXPECT_LT(summary.free_bytes, bytes + 16 * kMebibyte);
    EXPECT_EQ(made.complaints(), "");
    EXPECT_EQ(made.superblock("Free blocks"), std::to_string(summary.free_bytes / 4096));
  }
}

TEST(Ext4Size, TakesLittleRoomOnTheHostHoweverLargeItIs) {
  MadeDisk made(total(std::uint64_t{10} << 30));
  made.add_blocks("file", 100);
  made.finish();
  EXPECT_LT(std::stoull(run_shell("du -k " + sh_word(made.path())).output), 3000U);
}

TEST(Ext4Size, TellsTheLeastThatFits) {
  std::string least;
  {
    MadeDisk made(total(10 * kMebibyte));
    made.add_blocks("file", 5000);
    try {
      made.finish();
      ADD_FAILURE() << "20 MB on a disk of 10";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::usage);
      const std::string message = error.what();
      least = message.substr(message.find("--size ") + 7);
      least.resize(least.find('M'));
    }
  }
  MadeDisk fits(total(std::stoull(least) * kMebibyte));
  fits.add_blocks("file", 5000);
  fits.finish();
  EXPECT_EQ(fits.complaints(), "");
  MadeDisk misses(total((std::stoull(least) - 1) * kMebibyte));
  misses.add_blocks("file", 5000);
  expect_error(ErrorCode::usage, "--size " + least + "M", [&] { misses.finish(); });
}

TEST(Ext4Size, FitsOnAnyDiskThatIsNotSmaller) {
  // At 8 and at 128 MiB the usual journal grows by more than a mebibyte.
  for (const std::uint64_t mebibytes : {6UL, 7UL, 8UL, 9UL, 10UL, 127UL, 128UL, 129UL}) {
    MadeDisk made(total(mebibytes * kMebibyte));
    made.add_blocks("file", mebibytes < 100 ? 50 : 30'100);
    made.finish();
    EXPECT_EQ(made.complaints(), "") << mebibytes;
    EXPECT_NE(made.superblock("Filesystem features").find("has_journal"), std::string::npos);
  }
}

TEST(Ext4Size, RefusesSizesThatNoDiskOfItsKindHas) {
  for (const std::uint64_t gibibytes : {16'377U, 17'408U}) {
    expect_error(ErrorCode::usage, "is too large: it can have 16376G at the most",
                 [&] { MadeDisk made(total(gibibytes << 30)); });
  }
  const MadeDisk largest(total(std::uint64_t{16'376} << 30));
  MadeDisk made(total(0));
  expect_error(ErrorCode::usage, "at least", [&] { made.finish(); });
}

TEST(Ext4Size, CanGrow) {
  MadeDisk made;
  made.add_blocks("file", 100);
  made.finish();
  const Outcome outcome =
      run_shell("PATH=$PATH:/usr/sbin:/sbin resize2fs " + sh_word(made.path()) + " 20G 2>&1");
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_EQ(made.complaints(), "");
  EXPECT_EQ(made.superblock("Block count"), "5242880");
  EXPECT_EQ(made.superblock("Reserved GDT blocks"), "125");
}

TEST(Ext4Size, HasAJournalWhoseTreeDoesNotFitIntoItsInode) {
  MadeDisk made(total(std::uint64_t{200} << 30));
  made.finish();
  EXPECT_EQ(made.complaints(), "");
  EXPECT_EQ(made.superblock("Total journal blocks"), "262144");
}

}  // namespace
}  // namespace oci2boot
