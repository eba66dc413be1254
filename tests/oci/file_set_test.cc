// SPDX-License-Identifier: Apache-2.0
#include "oci/file_set.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/support/expect_error.h"
#include "tests/support/tar_builder.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

std::string content(const FileSet& files, const std::string& path) {
  return read_all(*files.open(path), 1U << 20, path);
}

class FileSetTest : public testing::Test {
 protected:
  TarFiles archive(const std::string& bytes) const {
    return TarFiles(LocalFile::open(folder_.write("archive.tar", bytes)));
  }

  TemporaryFolder folder_;
};

TEST_F(FileSetTest, ReadsMembersOfAnArchiveAtTheirPlaces) {
  const TarFiles files = archive(TarBuilder()
                                     .directory("d")
                                     .file("./d/big", std::string(5000, 'b'))
                                     .file("/last", "l")
                                     .finish());
  EXPECT_EQ(content(files, "last"), "l");
  EXPECT_EQ(content(files, "d/big"), std::string(5000, 'b'));
  EXPECT_EQ(files.size("d/big"), 5000U);
  EXPECT_EQ(content(files, "./d//big"), std::string(5000, 'b'));
  EXPECT_FALSE(files.contains("d"));
  EXPECT_FALSE(files.contains("none"));
}

TEST_F(FileSetTest, FollowsTheLinksOfAnArchive) {
  const TarFiles files = archive(TarBuilder()
                                     .file("aaa/layer.tar", "layer")
                                     .symlink("bbb/layer.tar", "../aaa/layer.tar")
                                     .symlink("ccc/layer.tar", "../bbb/layer.tar")
                                     .hard_link("ddd/layer.tar", "aaa/layer.tar")
                                     .symlink("out", "../../aaa/layer.tar")
                                     .symlink("loop", "loop")
                                     .symlink("dangling", "none")
                                     .finish());
  for (const char* path : {"bbb/layer.tar", "ccc/layer.tar", "ddd/layer.tar", "out"}) {
    EXPECT_EQ(content(files, path), "layer") << path;
  }
  EXPECT_FALSE(files.contains("loop"));
  expect_error(ErrorCode::invalid_image, "has no file 'dangling', which its manifest names",
               [&] { files.open("dangling"); });
}

TEST_F(FileSetTest, OfOneNameTwiceTheLastCounts) {
  EXPECT_EQ(content(archive(TarBuilder().file("a", "1").file("a", "2").finish()), "a"), "2");
}

TEST_F(FileSetTest, TakesAnArchiveThatIsNotPadded) {
  std::string bytes = TarBuilder().file("a", "12345").without_end();
  bytes.resize(512 + 5);
  EXPECT_EQ(content(archive(bytes), "a"), "12345");
  bytes.resize(512 + 4);
  EXPECT_THROW(archive(bytes), Error);
}

TEST_F(FileSetTest, SaysWhatIsNoArchive) {
  expect_error(ErrorCode::invalid_image, "archive.tar is not a tar archive",
               [&] { archive(std::string(2000, 'x')); });
}

TEST_F(FileSetTest, ReadsAFolder) {
  folder_.write("blobs/sha256/x", "blob");
  std::filesystem::create_symlink("blobs/sha256/x", folder_ / "link");
  const FolderFiles files(folder_.path());
  EXPECT_EQ(content(files, "blobs/sha256/x"), "blob");
  EXPECT_EQ(content(files, "/link"), "blob");
  EXPECT_FALSE(files.contains("blobs"));
}

TEST_F(FileSetTest, APathNeverLeadsOutOfTheFolder) {
  folder_.write("secret", "secret");
  folder_.write("in/x", "");
  const FolderFiles files(folder_ / "in");
  for (const char* path : {"../secret", "x/../../secret", "/../secret", "../x"}) {
    EXPECT_FALSE(files.contains(path)) << path;
    EXPECT_THROW(files.open(path), Error) << path;
  }
}

TEST_F(FileSetTest, AFifoIsRefusedNotWaitedFor) {
  ASSERT_EQ(mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  expect_error(ErrorCode::not_found, "it is not a regular file",
               [&] { LocalFile::open(folder_ / "pipe"); });
}

TEST_F(FileSetTest, APartOfAFileEndsWhereTheFileDoes) {
  const auto file = LocalFile::open(folder_.write("f", "0123456789"));
  FileRange middle(file, 2, 3);
  EXPECT_EQ(read_all(middle, 10, "it"), "234");
  FileRange beyond(file, 8, UINT64_MAX);
  EXPECT_EQ(beyond.skip(1), 1U);
  EXPECT_EQ(read_all(beyond, 10, "it"), "9");
  FileRange outside(file, UINT64_MAX / 2, 10);
  EXPECT_EQ(outside.skip(5), 0U);
}

TEST_F(FileSetTest, ASpooledStreamIsAFile) {
  MemorySource source(std::string(3'000'000, 's'));
  const auto file = LocalFile::spool(source, folder_.path(), "it");
  EXPECT_EQ(file->size(), 3'000'000U);
  FileRange all(file);
  EXPECT_EQ(read_all(all, 4'000'000, "it"), std::string(3'000'000, 's'));
}

}  // namespace
}  // namespace oci2boot
