// SPDX-License-Identifier: Apache-2.0
#include "src/image/tar_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "oci2boot/error.h"
#include "tests/support/host_tools.h"
#include "tests/support/sample_root.h"

namespace oci2boot {
namespace {

using testing::HasSubstr;

std::string archive_of(const RootFilesystem& root) {
  MemorySink sink;
  write_tar(root, sink);
  EXPECT_FALSE(sink.finished);
  return sink.bytes;
}

/// What GNU tar says of an archive: a line for each entry.
std::string listing(const std::string& archive) {
  const TemporaryFolder folder;
  write_host_file(folder / "a", archive);
  const Outcome outcome =
      run_shell("TZ=UTC LC_ALL=C tar --numeric-owner -tvf " + folder.path() + "/a 2>&1");
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  return outcome.output;
}

TEST(TarWriterTest, WritesEveryTypeAsTarUnderstandsIt) {
  RootFilesystem root(testing::TempDir());
  add_every_type(root);
  EXPECT_EQ(listing(archive_of(root)),
            "drwxr-x--x 12/34             0 2023-11-14 22:13 ./\n"
            "drwxrwxrwt 0/0               0 2023-11-14 22:13 dev/\n"
            "crw-rw-rw- 0/0             1,3 2023-11-14 22:13 dev/null\n"
            "prw------- 0/0               0 2023-11-14 22:13 dev/pipe\n"
            "brw-rw---- 0/6           8,300 2023-11-14 22:13 dev/sda\n"
            "-rwsr-xr-x 4294967294/7      7 2023-11-14 22:13 file\n"
            "lrwxrwxrwx 0/0               0 2023-11-14 22:13 link -> /else/where\n");
}

TEST(TarWriterTest, LaterNamesAreLinksToTheFirstWhateverTheType) {
  RootFilesystem root(testing::TempDir());
  FileTree& tree = root.tree;
  const InodeId file = write_file(root, FileTree::kRoot, "b", metadata(0600, 7), "12345");
  tree.add_link(FileTree::kRoot, "a", file);
  const InodeId symlink = tree.add_symlink(FileTree::kRoot, "s1", metadata(0777), "target");
  tree.add_link(FileTree::kRoot, "s2", symlink);
  const InodeId null =
      tree.add_special(FileTree::kRoot, "n1", metadata(0666), FileType::char_device, {1, 3});
  tree.add_link(FileTree::kRoot, "n2", null);
  const std::string archive = archive_of(root);
  const std::string listed = listing(archive);
  EXPECT_THAT(listed, HasSubstr("-rw------- 7/0               5 2023-11-14 22:13 a\n"));
  EXPECT_THAT(listed, HasSubstr("hrw------- 7/0               0 2023-11-14 22:13 b link to a\n"));
  EXPECT_THAT(listed, HasSubstr("s2 link to s1\n"));
  EXPECT_THAT(listed, HasSubstr("n2 link to n1\n"));
  EXPECT_EQ(archive.find("12345"), archive.rfind("12345"));
}

TEST(TarWriterTest, LinksRepeatXattrs) {
  RootFilesystem root(testing::TempDir());
  Metadata capable = metadata(0755);
  capable.xattrs = {{"security.capability", "caps"}};
  const InodeId file = write_file(root, FileTree::kRoot, "a", capable, "x");
  root.tree.add_link(FileTree::kRoot, "b", file);
  const std::string archive = archive_of(root);
  EXPECT_NE(archive.find("capability=caps"), archive.rfind("capability=caps"));
}

TEST(TarWriterTest, HolesAreLeftOut) {
  RootFilesystem root(testing::TempDir());
  const std::string_view text = "end";
  const Extent extent{1'000'000'000'000, 3, root.contents.append(as_span(text))};
  root.tree.add_file(FileTree::kRoot, "holes", metadata(0644), 2'000'000'000'000,
                     std::span(&extent, 1));
  root.tree.add_file(FileTree::kRoot, "nothing", metadata(0644), 3'000'000'000'000, {});
  const std::string archive = archive_of(root);
  EXPECT_LT(archive.size(), 10'000U);
  const std::string listed = listing(archive);
  EXPECT_THAT(listed, HasSubstr(" 2000000000000 2023-11-14 22:13 holes\n"));
  EXPECT_THAT(listed, HasSubstr(" 3000000000000 2023-11-14 22:13 nothing\n"));
}

TEST(TarWriterTest, ZerosThatAreDataAreNoHole) {
  RootFilesystem root(testing::TempDir());
  const Extent zeros{0, 2'000'000, Extent::kZeros};
  root.tree.add_file(FileTree::kRoot, "f", metadata(0644), 2'000'000, std::span(&zeros, 1));
  const std::string archive = archive_of(root);
  EXPECT_GT(archive.size(), 2'000'000U);
  EXPECT_EQ(archive.find("GNU.sparse"), std::string::npos);
}

TEST(TarWriterTest, UnpacksToTheSameContent) {
  RootFilesystem root(testing::TempDir());
  std::string expected(3'000'000, '\0');
  std::vector<Extent> extents;
  for (const std::uint64_t offset : {0U, 4097U, 1'000'000U, 1'000'600U, 2'999'990U}) {
    const std::string text = "at " + std::to_string(offset);
    const std::string_view piece = std::string_view(text).substr(0, 10);
    extents.push_back({offset, piece.size(), root.contents.append(as_span(piece))});
    expected.replace(offset, piece.size(), piece);
  }
  root.tree.add_file(FileTree::kRoot, "holes", metadata(0644), expected.size(), extents);
  std::string large(700'001, 'x');
  large.replace(512 * 1024, 4, "mark");
  write_file(root, FileTree::kRoot, "large", metadata(0644), large);
  write_file(root, FileTree::kRoot, "zz", metadata(0644), "behind both");

  const TemporaryFolder out;
  write_host_file(out / "a.tar", archive_of(root));
  EXPECT_EQ(run_shell("cd " + out.path() + " && tar -xf a.tar 2>&1").output, "");
  EXPECT_TRUE(read_host_file(out / "holes") == expected);
  EXPECT_TRUE(read_host_file(out / "large") == large);
  EXPECT_EQ(read_host_file(out / "zz"), "behind both");
}

TEST(TarWriterTest, TakesNamesOfAnyBytes) {
  RootFilesystem root(testing::TempDir());
  for (const char* name : {"\xff\xfe", "new\nline", "caf\xe9", "\xe2\x82\xac", "-dash", " "}) {
    write_file(root, FileTree::kRoot, name, metadata(0644), "");
  }
  const TemporaryFolder out;
  write_host_file(out / "a.tar", archive_of(root));
  EXPECT_EQ(run_shell("cd " + out.path() + " && mkdir x && tar -C x -xf a.tar && cd x && " +
                      "LC_ALL=C find . -mindepth 1 -print0 | LC_ALL=C sort -z | tr '\\0' '|'")
                .output,
            "./ |./-dash|./caf\xe9|./new\nline|./\xe2\x82\xac|./\xff\xfe|");
}

TEST(TarWriterTest, EndsWithTwoBlocksOfZeros) {
  const RootFilesystem root(testing::TempDir());
  MemorySink sink;
  EXPECT_EQ(write_tar(root, sink), 1U);
  EXPECT_EQ(sink.bytes.size(), 3U * 512);
  EXPECT_EQ(sink.bytes.find_first_not_of('\0', 512), std::string::npos);
}

TEST(TarWriterTest, PassesOnWhatTheSinkThrows) {
  class Full final : public ByteSink {
   public:
    void write(std::span<const std::byte> /*bytes*/) override {
      throw Error(ErrorCode::output_failed, "disk full");
    }
    void finish() override {}
  };
  const RootFilesystem root(testing::TempDir());
  Full full;
  EXPECT_THROW(write_tar(root, full), Error);
}

}  // namespace
}  // namespace oci2boot
