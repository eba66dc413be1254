// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/archive_reader.h"

#include <gtest/gtest.h>

#include "oci2boot/error.h"
#include "tests/support/expect_error.h"
#include "tests/support/odd_sources.h"
#include "tests/support/tar_builder.h"

namespace oci2boot {
namespace {

TEST(ArchiveReaderTest, ReadsEntriesAndTheirData) {
  MemorySource source(TarBuilder().directory("d/").file("d/f", "hello").finish());
  ArchiveReader reader(source, ArchiveFormat::tar, "test");
  ArchiveEntry entry;
  ASSERT_TRUE(reader.next(entry));
  EXPECT_EQ(entry.path, "d/");
  EXPECT_EQ(entry.type, FileType::directory);
  ASSERT_TRUE(reader.next(entry));
  EXPECT_EQ(entry.path, "d/f");
  EXPECT_EQ(entry.size, 5U);
  EXPECT_EQ(reader.position(), 1024U);
  EntrySource data(reader);
  EXPECT_EQ(read_all(data, 100, "d/f"), "hello");
  EXPECT_FALSE(reader.next(entry));
}

TEST(ArchiveReaderTest, KnowsWhereDataLiesThatItSkipped) {
  MemorySource source(TarBuilder().file("a", std::string(700, 'a')).file("b", "bb").finish());
  ArchiveReader reader(source, ArchiveFormat::tar, "test");
  ArchiveEntry entry;
  ASSERT_TRUE(reader.next(entry));
  ASSERT_TRUE(reader.next(entry));
  EXPECT_EQ(reader.position(), 512U + 1024U + 512U);
}

TEST(ArchiveReaderTest, AcceptsAnArchiveWithoutEndBlocks) {
  MemorySource source(TarBuilder().file("a", "x").without_end());
  ArchiveReader reader(source, ArchiveFormat::tar, "test");
  ArchiveEntry entry;
  EXPECT_TRUE(reader.next(entry));
  EXPECT_FALSE(reader.next(entry));
}

TEST(ArchiveReaderTest, AcceptsAnArchiveWhoseLastEntryIsNotPadded) {
  std::string bytes = TarBuilder().file("a", "xyz").without_end();
  bytes.resize(512 + 3);
  MemorySource source(bytes);
  ArchiveReader reader(source, ArchiveFormat::tar, "test");
  ArchiveEntry entry;
  ASSERT_TRUE(reader.next(entry));
  EntrySource data(reader);
  EXPECT_EQ(read_all(data, 100, "a"), "xyz");
  EXPECT_FALSE(reader.next(entry));
}

TEST(ArchiveReaderTest, AcceptsAnUnpaddedLastEntryWhoseDataNobodyRead) {
  std::string bytes = TarBuilder().file("a", "xyz").without_end();
  bytes.resize(512 + 3);
  MemorySource source(bytes);
  ArchiveReader reader(source, ArchiveFormat::tar, "test");
  ArchiveEntry entry;
  EXPECT_TRUE(reader.next(entry));
  EXPECT_FALSE(reader.next(entry));
}

TEST(ArchiveReaderTest, GivesHolesAsZerosAlsoAtTheEnd) {
  MemorySource source(TarBuilder()
                          .pax({{"GNU.sparse.name", "sparse"},
                                {"GNU.sparse.size", "9"},
                                {"GNU.sparse.map", "2,2,5,1"}})
                          .file("x", "abc")
                          .finish());
  ArchiveReader reader(source, ArchiveFormat::tar, "test");
  ArchiveEntry entry;
  ASSERT_TRUE(reader.next(entry));
  EntrySource data(reader);
  EXPECT_EQ(read_all(data, 100, "sparse"), std::string("\0\0ab\0c\0\0\0", 9));
}

TEST(ArchiveReaderTest, AnErrorOfTheSourceIsNotTakenForTheArchivesEnd) {
  const std::string bytes = TarBuilder().file("a", "").without_end();
  DripSource source(bytes, 512, "the disk is gone");
  ArchiveReader reader(source, ArchiveFormat::tar, "test");
  ArchiveEntry entry;
  expect_error(ErrorCode::not_found, "the disk is gone", [&] {
    while (reader.next(entry)) {
    }
  });
}

TEST(ArchiveReaderTest, RefusesAFileThatEndsInItsMiddle) {
  std::string bytes = TarBuilder().file("a", std::string(100, 'x')).without_end();
  bytes.resize(512 + 99);
  MemorySource source(bytes);
  ArchiveReader reader(source, ArchiveFormat::tar, "layer 1");
  ArchiveEntry entry;
  ASSERT_TRUE(reader.next(entry));
  EntrySource data(reader);
  try {
    read_all(data, 1000, "a");
    FAIL() << "took a truncated file for a whole one";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_image);
    EXPECT_NE(std::string(error.what()).find("layer 1 is a damaged tar archive"),
              std::string::npos);
  }
}

TEST(ArchiveReaderTest, SaysWhenItIsNoArchiveAtAll) {
  MemorySource source(std::string(4096, 'x'));
  ArchiveReader reader(source, ArchiveFormat::tar, "notes.txt");
  ArchiveEntry entry;
  try {
    reader.next(entry);
    FAIL() << "took text for a tar archive";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "notes.txt is not a tar archive");
  }
}

TEST(ArchiveReaderTest, AnEmptyStreamHasNoEntries) {
  MemorySource source("");
  ArchiveReader reader(source, ArchiveFormat::tar, "test");
  ArchiveEntry entry;
  EXPECT_FALSE(reader.next(entry));
}

TEST(ArchiveReaderTest, KeepsNamesThatAreNotUtf8) {
  MemorySource source(TarBuilder()
                          .file("raw-\xff\xfe", "")
                          .pax({{"path", "pax-\xc3\xa4-\xff"}})
                          .file("x", "")
                          .pax({{"path", "pax-\xc3\xa4"}})
                          .file("x", "")
                          .finish());
  ArchiveReader reader(source, ArchiveFormat::tar, "test");
  ArchiveEntry entry;
  ASSERT_TRUE(reader.next(entry));
  EXPECT_EQ(entry.path, "raw-\xff\xfe");
  ASSERT_TRUE(reader.next(entry));
  EXPECT_EQ(entry.path, "pax-\xc3\xa4-\xff");
  ASSERT_TRUE(reader.next(entry));
  EXPECT_EQ(entry.path, "pax-\xc3\xa4");
}

TEST(ArchiveReaderTest, KeepsXattrsByteForByte) {
  const std::string value("\x01\x00\x00\x02=\n\x00", 7);
  MemorySource source(
      TarBuilder().pax({{"SCHILY.xattr.security.capability", value}}).file("x", "").finish());
  ArchiveReader reader(source, ArchiveFormat::tar, "test");
  ArchiveEntry entry;
  ASSERT_TRUE(reader.next(entry));
  ASSERT_EQ(entry.xattrs.size(), 1U);
  EXPECT_EQ(entry.xattrs[0], (Xattr{"security.capability", value}));
}

/// Gives its bytes, then fails.
class FailingSource final : public ByteSource {
 public:
  explicit FailingSource(std::string bytes) : bytes_(std::move(bytes)) {}
  std::size_t read(std::span<std::byte> buffer) override {
    const std::size_t count = bytes_.read(buffer);
    if (count == 0) throw Error(ErrorCode::verification_failed, "the line was cut");
    return count;
  }

 private:
  MemorySource bytes_;
};

TEST(ArchiveReaderTest, ASourceThatFailsUnderASkippedEntryFailsTheReader) {
  const std::string whole = TarBuilder().file("a", std::string(1U << 20, 'a')).finish();
  FailingSource source(whole.substr(0, 700));
  ArchiveReader reader(source, ArchiveFormat::tar, "test");
  ArchiveEntry entry;
  ASSERT_TRUE(reader.next(entry));
  try {
    reader.next(entry);
    FAIL() << "went on";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "the line was cut");
  }
}

}  // namespace
}  // namespace oci2boot
