// SPDX-License-Identifier: Apache-2.0
#include "src/image/cpio_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "oci2boot/error.h"
#include "tests/support/host_tools.h"
#include "tests/support/sample_root.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::size_t kHeaderSize = 110;

std::string archive_of(const RootFilesystem& root) {
  MemorySink sink;
  const CpioSummary summary = write_cpio(root, sink, ignore_warnings);
  EXPECT_EQ(summary.archive_bytes, sink.bytes.size());
  return sink.bytes;
}

/// A header field of newc by its place (cpio(5)): 0 inode, 1 mode, 4 nlink, 5 mtime, 6 size, …
std::uint32_t field(std::string_view archive, std::string_view name, std::size_t place) {
  const std::size_t at = archive.find(std::string(name) + '\0');
  if (at == std::string_view::npos || at < kHeaderSize) return 0xdeadbeef;
  const std::string digits(archive.substr(at - kHeaderSize + 6 + 8 * place, 8));
  return static_cast<std::uint32_t>(std::stoul(digits, nullptr, 16));
}

/// What cpio says of an archive: a line for each entry.
std::string listing(const std::string& archive) {
  const TemporaryFolder folder;
  write_host_file(folder / "a", archive);
  const Outcome outcome =
      run_shell("TZ=UTC LC_ALL=C cpio -itvn --quiet <" + folder.path() + "/a 2>&1");
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  return outcome.output;
}

TEST(CpioWriterTest, WritesEveryTypeAsCpioUnderstandsIt) {
  RootFilesystem root(testing::TempDir());
  add_every_type(root);
  EXPECT_EQ(listing(archive_of(root)),
            "drwxr-x--x   2 12       34              0 Nov 14  2023 .\n"
            "drwxrwxrwt   2 0        0               0 Nov 14  2023 dev\n"
            "crw-rw-rw-   1 0        0          1,   3 Nov 14  2023 dev/null\n"
            "prw-------   1 0        0               0 Nov 14  2023 dev/pipe\n"
            "brw-rw----   1 0        6          8, 300 Nov 14  2023 dev/sda\n"
            "-rwsr-xr-x   1 4294967294 7               7 Nov 14  2023 file\n"
            "lrwxrwxrwx   1 0        0              11 Nov 14  2023 link -> /else/where\n");
}

TEST(CpioWriterTest, IsReadByLsinitramfs) {
  RootFilesystem root(testing::TempDir());
  write_file(root, FileTree::kRoot, "init", metadata(0755), "#!/bin/sh\n");
  const TemporaryFolder folder;
  write_host_file(folder / "archive", archive_of(root));
  run_shell("cd " + folder.path() + " && gzip <archive >initrd");
  EXPECT_EQ(run_shell("lsinitramfs " + folder.path() + "/initrd").output, ".\ninit\n");
}

TEST(CpioWriterTest, UnpacksToTheSameFiles) {
  RootFilesystem root(testing::TempDir());
  FileTree& tree = root.tree;
  const InodeId folder = tree.add_directory(FileTree::kRoot, "d", metadata(0755));
  const InodeId file = write_file(root, folder, "b", metadata(0644), "linked\n");
  tree.add_link(FileTree::kRoot, "a", file);
  tree.add_link(FileTree::kRoot, "z", file);
  const InodeId empty = write_file(root, folder, "e1", metadata(0644), "");
  tree.add_link(folder, "e2", empty);
  const std::string_view text = "end";
  const Extent extent{1'000'000, 3, root.contents.append(as_span(text))};
  tree.add_file(folder, "holes", metadata(0644), 2'000'000, std::span(&extent, 1));

  const TemporaryFolder out;
  write_host_file(out / "a.cpio", archive_of(root));
  const Outcome outcome = run_shell("mkdir " + out.path() + "/x && cd " + out.path() +
                                    "/x && cpio -id --quiet <../a.cpio && cat a d/b z && "
                                    "stat -c '%h %s' a d/b d/e1 d/e2 && "
                                    "[ a -ef d/b ] && [ a -ef z ] && [ d/e1 -ef d/e2 ]");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.output, "linked\nlinked\nlinked\n3 7\n3 7\n2 0\n2 0\n");
  const std::string holes = read_host_file(out / "x/d/holes");
  std::string expected(2'000'000, '\0');
  expected.replace(1'000'000, 3, "end");
  EXPECT_TRUE(holes == expected);
}

TEST(CpioWriterTest, PutsTheBytesOfLinkedFilesAtTheLastName) {
  RootFilesystem root(testing::TempDir());
  const InodeId file = write_file(root, FileTree::kRoot, "name1", metadata(0644), "12345");
  root.tree.add_link(FileTree::kRoot, "name2", file);
  root.tree.add_link(FileTree::kRoot, "name3", file);
  const std::string archive = archive_of(root);
  std::vector<std::uint32_t> sizes;
  for (const char* name : {"name1", "name2", "name3"}) {
    EXPECT_EQ(field(archive, name, 0), 2U);
    EXPECT_EQ(field(archive, name, 4), 3U);
    sizes.push_back(field(archive, name, 6));
  }
  EXPECT_THAT(sizes, ElementsAre(0, 0, 5));
  EXPECT_EQ(archive.find("12345"), archive.rfind("12345"));
}

TEST(CpioWriterTest, WritesEveryNameOfASymlinkWhole) {
  RootFilesystem root(testing::TempDir());
  const InodeId link = root.tree.add_symlink(FileTree::kRoot, "s1", metadata(0777), "target");
  root.tree.add_link(FileTree::kRoot, "s2", link);
  EXPECT_THAT(listing(archive_of(root)), HasSubstr("s1 -> target"));
  EXPECT_THAT(listing(archive_of(root)), HasSubstr("s2 -> target"));
}

TEST(CpioWriterTest, NumbersInodesInTheOrderOfTheWalk) {
  RootFilesystem root(testing::TempDir());
  write_file(root, FileTree::kRoot, "zz", metadata(0644), "");
  write_file(root, FileTree::kRoot, "aa", metadata(0644), "");
  const std::string archive = archive_of(root);
  EXPECT_EQ(field(archive, ".", 0), 1U);
  EXPECT_EQ(field(archive, "aa", 0), 2U);
  EXPECT_EQ(field(archive, "zz", 0), 3U);
}

TEST(CpioWriterTest, TakesNamesOfAnyBytes) {
  RootFilesystem root(testing::TempDir());
  for (const char* name : {"\xff\xfe", "new\nline", "caf\xe9", "\xe2\x82\xac", "-dash", " "}) {
    write_file(root, FileTree::kRoot, name, metadata(0644), "");
  }
  const TemporaryFolder folder;
  write_host_file(folder / "a", archive_of(root));
  EXPECT_EQ(run_shell("LC_ALL=C cpio -it0 --quiet <" + folder.path() + "/a | tr '\\0' '|'").output,
            ".| |-dash|caf\xe9|new\nline|\xe2\x82\xac|\xff\xfe|");
}

TEST(CpioWriterTest, DoesNotEndAtAFileCalledLikeTheEnd) {
  RootFilesystem root(testing::TempDir());
  write_file(root, FileTree::kRoot, "TRAILER!!!", metadata(0644), "not the end");
  write_file(root, FileTree::kRoot, "after", metadata(0644), "");
  const std::string listed = listing(archive_of(root));
  EXPECT_THAT(listed, HasSubstr("TRAILER!!!\n"));
  EXPECT_THAT(listed, HasSubstr("after\n"));
}

TEST(CpioWriterTest, ClampsTimes) {
  RootFilesystem root(testing::TempDir());
  Metadata early = metadata(0644);
  early.mtime = {-1, 0};
  write_file(root, FileTree::kRoot, "early", early, "");
  EXPECT_EQ(field(archive_of(root), "early", 5), 0U);
}

TEST(CpioWriterTest, CountsWhatTheKernelWillUnpack) {
  RootFilesystem root(testing::TempDir());
  const InodeId file = write_file(root, FileTree::kRoot, "a", metadata(0644), "x");
  root.tree.add_link(FileTree::kRoot, "b", file);
  root.tree.add_file(FileTree::kRoot, "c", metadata(0644), 4097, {});
  MemorySink sink;
  const CpioSummary summary = write_cpio(root, sink, ignore_warnings);
  EXPECT_EQ(summary.entries, 4U);
  EXPECT_EQ(summary.unpacked_bytes, 3U * 4096);
  EXPECT_EQ(sink.bytes.size() % 512, 0U);
}

TEST(CpioWriterTest, WritesNothingWhenItRefuses) {
  RootFilesystem root(testing::TempDir());
  root.tree.add_file(FileTree::kRoot, "large", metadata(0644), std::uint64_t{5} << 30, {});
  MemorySink sink;
  EXPECT_THROW(write_cpio(root, sink, ignore_warnings), Error);
  EXPECT_TRUE(sink.bytes.empty());
}

TEST(CpioWriterTest, PassesOnWhatTheSinkThrowsAndWritesNoMore) {
  class FullSoon final : public ByteSink {
   public:
    void write(std::span<const std::byte> /*bytes*/) override {
      ++writes;
      if (writes > 1) throw Error(ErrorCode::output_failed, "disk full");
    }
    void finish() override {}
    int writes = 0;
  };
  RootFilesystem root(testing::TempDir());
  root.tree.add_file(FileTree::kRoot, "f", metadata(0644), 10'000'000, {});
  FullSoon sink;
  try {
    write_cpio(root, sink, ignore_warnings);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "disk full");
  }
  EXPECT_EQ(sink.writes, 2);
}

}  // namespace
}  // namespace oci2boot
