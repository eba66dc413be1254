// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/archive_reader.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>

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

std::string cpio_entry(unsigned inode, unsigned mode, unsigned links, const std::string& name,
                       const std::string& content) {
  std::array<char, 111> header{};
  std::snprintf(header.data(), header.size(), "070701%08x%08x%08x%08x%08x%08x%08x%032x%08x%08x",
                inode, mode, 7U, 8U, links, 5U, static_cast<unsigned>(content.size()), 0U,
                static_cast<unsigned>(name.size() + 1), 0U);
  const auto padded = [](std::string bytes) {
    bytes.resize((bytes.size() + 3) / 4 * 4);
    return bytes;
  };
  return padded(std::string(header.data(), 110) + name + '\0') + padded(content);
}

TEST(ArchiveReaderTest, ReadsCpio) {
  MemorySource source(
      cpio_entry(1, 0040755, 2, "d", "") + cpio_entry(2, 0104711, 1, "d/f", "hello") +
      cpio_entry(3, 0120777, 1, "s", "d/f") + cpio_entry(4, 0100644, 2, "a", "") +
      cpio_entry(4, 0100644, 2, "b", "both") + cpio_entry(0, 0, 1, "TRAILER!!!", ""));
  ArchiveReader reader(source, ArchiveFormat::cpio, "test");
  ArchiveEntry entry;
  ASSERT_TRUE(reader.next(entry));
  EXPECT_EQ(entry.type, FileType::directory);
  ASSERT_TRUE(reader.next(entry));
  EXPECT_EQ(entry.path, "d/f");
  EXPECT_EQ(entry.type, FileType::regular);
  EXPECT_EQ(entry.permissions, 04711);
  EXPECT_EQ(entry.uid, 7);
  EXPECT_EQ(entry.gid, 8);
  EXPECT_EQ(entry.mtime.seconds, 5);
  EntrySource data(reader);
  EXPECT_EQ(read_all(data, 100, "d/f"), "hello");
  ASSERT_TRUE(reader.next(entry));
  EXPECT_EQ(entry.type, FileType::symlink);
  EXPECT_EQ(entry.link_target, "d/f");
  ASSERT_TRUE(reader.next(entry));
  EXPECT_EQ(entry.path, "a");
  EXPECT_TRUE(entry.is_hard_link);
  ASSERT_TRUE(reader.next(entry));
  EXPECT_EQ(entry.path, "b");
  EXPECT_EQ(entry.type, FileType::regular);
  EXPECT_EQ(entry.size, 4U);
  EXPECT_FALSE(reader.next(entry));
}

TEST(ArchiveReaderTest, RefusesADamagedCpio) {
  const std::string whole = cpio_entry(2, 0100644, 1, "f", std::string(300, 'x'));
  for (const std::size_t size : {std::size_t{50}, std::size_t{112}, std::size_t{200}}) {
    MemorySource source(whole.substr(0, size));
    ArchiveReader reader(source, ArchiveFormat::cpio, "test");
    expect_error(ErrorCode::invalid_image, "cpio archive", [&] {
      ArchiveEntry entry;
      while (reader.next(entry)) {
        EntrySource data(reader);
        drain(data);
      }
    });
  }
}

TEST(ArchiveReaderTest, AllocatesNothingByWhatACpioDeclares) {
  const std::string whole = cpio_entry(2, 0100644, 1, "f", "");
  const std::string link = cpio_entry(2, 0120777, 1, "f", "");
  for (const auto& [bytes, at] : {std::pair(whole, 94), std::pair(link, 54)}) {
    std::string huge = bytes;
    huge.replace(static_cast<std::size_t>(at), 8, "fffffff0");
    MemorySource source(huge);
    ArchiveReader reader(source, ArchiveFormat::cpio, "test");
    ArchiveEntry entry;
    expect_error(ErrorCode::invalid_image, "name", [&] { reader.next(entry); });
  }
}

TEST(ArchiveReaderTest, SaysWhatIsNoCpio) {
  for (const auto& [bytes, message] :
       {std::pair(std::string("short"), "is no cpio archive"),
        std::pair(std::string(200, 'x'), "is no cpio archive"),
        std::pair("07070X" + std::string(200, '0'), "without names"),
        std::pair("070701" + std::string(104, '+'), "is no cpio archive")}) {
    MemorySource source(bytes);
    ArchiveReader reader(source, ArchiveFormat::cpio, "test");
    ArchiveEntry entry;
    expect_error(ErrorCode::invalid_image, message, [&] { reader.next(entry); });
  }
}

}  // namespace
}  // namespace oci2boot
