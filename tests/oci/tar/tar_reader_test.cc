// SPDX-License-Identifier: Apache-2.0
#include "oci/tar/tar_reader.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/expect_error.h"
#include "tests/support/odd_sources.h"
#include "tests/support/tar_builder.h"

namespace oci2boot {
namespace {

constexpr std::uint64_t kHeaderBytes = 4096;

/// Every entry as "PATH type size", then the error, if one ends it.
std::string listing(const std::string& bytes) {
  DripSource source(bytes, 700);  // pieces that no block fits
  ArchiveReader reader(source, ArchiveFormat::tar, "it", kHeaderBytes);
  ArchiveEntry entry;
  std::string text;
  try {
    while (reader.next(entry)) {
      const std::string type = entry.is_hard_link ? "link"
                               : entry.type       ? std::to_string(int(*entry.type))
                                                  : "none";
      text += entry.path + " " + type + " " + std::to_string(entry.size) + "\n";
    }
  } catch (const Error& error) {
    text += error.what();
  }
  return text;
}

TEST(TarReaderTest, EndsAtTwoBlocksOfZerosOrAtTheStreamsEnd) {
  const std::string tar = TarBuilder().file("a", "x").without_end();
  const std::string zeros(512, '\0');
  for (const std::string& end : {std::string(), zeros, zeros + zeros, std::string(100, '\0'),
                                 zeros + zeros + std::string(1000, 'x')}) {
    EXPECT_EQ(listing(tar + end), "a 0 1\n") << end.size();
  }
  EXPECT_EQ(listing(tar + zeros + tar),
            "a 0 1\nit is a damaged tar archive (a block of zeros stands between its entries)");
}

TEST(TarReaderTest, TellsWhereAHeaderIsMissing) {
  const std::string tar = TarBuilder().file("a", "x").without_end();
  EXPECT_EQ(listing(tar + std::string(512, 'x')),
            "a 0 1\nit is a damaged tar archive (no header stands where one should, behind 'a')");
  EXPECT_EQ(listing(tar + "x"), "a 0 1\nit is a damaged tar archive (it ends within a header)");
  EXPECT_EQ(listing("x"), "it is not a tar archive");
}

TEST(TarReaderTest, EntriesWithoutDataHaveNoneWhateverTheirSizeSays) {
  TarBuilder tar;
  for (const char type : std::string("1256")) tar.entry(std::string(1, type), type, "t", "", 0644);
  std::string bytes = tar.without_end();
  EXPECT_EQ(listing(bytes), "1 link 0\n2 2 0\n5 1 0\n6 5 0\n");
}

TEST(TarReaderTest, UnknownTypesArePassedOverWithTheirData) {
  const std::string tar =
      TarBuilder().entry("odd", 'Z', "", std::string(600, 'z'), 0644).file("a", "x").finish();
  EXPECT_EQ(listing(tar), "odd none 0\na 0 1\n");
}

TEST(TarReaderTest, AV7DirectoryIsAFileWithASlash) {
  EXPECT_EQ(listing(TarBuilder().entry("d/", '\0', "", "", 0755).finish()), "d/ 1 0\n");
  EXPECT_EQ(listing(TarBuilder().entry("d/", '0', "", "", 0755).finish()), "d/ 0 0\n");
  std::string sized = TarBuilder().entry("d/", '\0', "", "x", 0755).without_end().substr(0, 512);
  sized += TarBuilder().file("a", "x").finish();
  EXPECT_EQ(listing(sized), "d/ 1 0\na 0 1\n") << "directories have no data, whatever the size";
}

TEST(TarReaderTest, AnEmptyLongNameSaysNothing) {
  const std::string tar =
      TarBuilder().entry("x", 'L', "", std::string(1, '\0'), 0).file("a", "").finish();
  EXPECT_EQ(listing(tar), "a 0 0\n");
}

TEST(TarReaderTest, LongHeadersAreRefusedBeforeTheyAreRead) {
  const std::string tar = TarBuilder().entry("x", 'L', "", std::string(5000, 'n'), 0644).finish();
  EXPECT_EQ(
      listing(tar.substr(0, 512)),
      "it: the entry 'x' needs a long name or pax header over the limit of 4096 bytes; --limit "
      "header-bytes=N raises it");
  TarBuilder globals;
  for (int i = 0; i < 100; ++i)
    globals.entry("g", 'g', "", "59 comment=" + std::string(47, 'c') + "\n", 0);
  EXPECT_NE(listing(globals.finish()).find("global pax headers over the limit"), std::string::npos);
}

TEST(TarReaderTest, GivesTheDataOfASparseFileInItsPlaces) {
  const std::string map = "2\n1\n2\n600\n1\n";
  std::string content = map + std::string(512 - map.size(), '\0') + "abc";
  MemorySource source(TarBuilder()
                          .pax({{"GNU.sparse.major", "1"},
                                {"GNU.sparse.minor", "0"},
                                {"GNU.sparse.name", "real"},
                                {"GNU.sparse.realsize", "700"}})
                          .file("GNUSparseFile.0/real", content)
                          .file("next", "")
                          .finish());
  ArchiveReader reader(source, ArchiveFormat::tar, "it");
  ArchiveEntry entry;
  ASSERT_TRUE(reader.next(entry));
  EXPECT_EQ(entry.path, "real");
  EXPECT_EQ(entry.size, 700U);
  ArchiveReader::Block block;
  ASSERT_TRUE(reader.read_block(block));
  EXPECT_EQ(block.offset, 1U);
  EXPECT_EQ(block.bytes.size(), 2U);
  ASSERT_TRUE(reader.read_block(block));
  EXPECT_EQ(block.offset, 600U);
  EXPECT_FALSE(reader.read_block(block));
  ASSERT_TRUE(reader.next(entry));
  EXPECT_EQ(entry.path, "next");
}

}  // namespace
}  // namespace oci2boot
