// SPDX-License-Identifier: Apache-2.0
#include "oci/sources/rootfs.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "tests/support/packer.h"
#include "tests/support/source_test.h"
#include "tests/support/tar_builder.h"

namespace oci2boot {
namespace {

namespace fs = std::filesystem;

class RootfsTest : public SourceTest {
 protected:
  /// The folder "root" of the test's folder as a root file system.
  const FileTree& tree() {
    if (!root_) {
      root_.emplace(folder_.path());
      flatten(*open("rootfs:" + (folder_ / "root")), *root_, Limits{}, ignore_warnings);
    }
    return root_->tree;
  }
  InodeId inode(std::string_view path) { return tree().lookup_no_follow(path).value(); }
  std::string text(std::string_view path) {
    const InodeId file = inode(path);
    return read_file(*root_, file, 32U << 20);
  }

  std::optional<RootFilesystem> root_;
};

TEST_F(RootfsTest, ATarballIsOneLayerPackedOrNot) {
  const std::string tar = TarBuilder().file("f", "content").finish();
  for (const std::string& bytes : {tar, pack_gzip(tar), pack_zstd(tar), pack_xz(tar)}) {
    const auto image = open("rootfs:" + folder_.write("root.tar.x", bytes));
    EXPECT_EQ(image->name(), "root.tar.x");
    EXPECT_FALSE(image->id().has_value());
    EXPECT_EQ(image->config().platform.text(), "linux/amd64");
    EXPECT_EQ(content(*image, "f"), "content");
    EXPECT_EQ(content(*image, "f"), "content") << "the second time";
  }
}

TEST_F(RootfsTest, AFolderKeepsModesTimesAndLinks) {
  folder_.write("root/etc/a", "content");
  fs::create_hard_link(folder_ / "root/etc/a", folder_ / "root/b");
  fs::create_symlink("/etc/a", folder_ / "root/link");
  chmod((folder_ / "root/b").c_str(), 04751);
  chmod((folder_ / "root").c_str(), 0711);
  const timespec times[] = {{0, 0}, {1234, 567'890'123}};
  utimensat(AT_FDCWD, (folder_ / "root/b").c_str(), times, 0);
  EXPECT_EQ(inode("b"), inode("etc/a"));
  EXPECT_EQ(tree().permissions(inode("b")), 04751);
  EXPECT_EQ(tree().permissions(FileTree::kRoot), 0711);
  EXPECT_EQ(tree().mtime(inode("b")), (Timestamp{1234, 567'890'123}));
  EXPECT_EQ(tree().symlink_target(inode("link")), "/etc/a");
  EXPECT_EQ(text("b"), "content");
  EXPECT_EQ(tree().uid(inode("b")), geteuid());
}

TEST_F(RootfsTest, AFolderMayBeNamedThroughALink) {
  folder_.write("real/root/f", "x");
  fs::create_directory_symlink("real/root", folder_ / "root");
  EXPECT_EQ(text("f"), "x");
  root_.reset();
  EXPECT_EQ(content(*open("rootfs:" + (folder_ / "root/../root/")), "f"), "x");
}

TEST_F(RootfsTest, AFoldersHolesStayHoles) {
  const std::string path = folder_.write("root/sparse", "begin");
  const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  ASSERT_EQ(pwrite(fd, "middle", 6, 4 << 20), 6);
  ASSERT_EQ(ftruncate(fd, 16 << 20), 0);
  close(fd);
  const InodeId file = inode("sparse");
  EXPECT_EQ(tree().size(file), 16U << 20);
  EXPECT_LT(root_->contents.size(), 1U << 20);
  const std::string bytes = text("sparse");
  EXPECT_EQ(bytes.substr(0, 6), std::string("begin\0", 6));
  EXPECT_EQ(bytes.substr((4U << 20) - 1, 8), std::string("\0middle\0", 8));
}

TEST_F(RootfsTest, AFolderMayHaveNamesOfAnyBytesAndLength) {
  const std::string odd = "\xff\xfe \n\t'\"\\\x01";
  const std::string longest(255, 'n');
  folder_.write("root/" + odd, "1");
  folder_.write("root/" + longest + "/" + longest, "2");
  fs::create_symlink("\x80", folder_ / "root/s");
  EXPECT_EQ(text(odd), "1");
  EXPECT_EQ(text(longest + "/" + longest), "2");
  EXPECT_EQ(tree().symlink_target(inode("s")), "\x80");
}

TEST_F(RootfsTest, AFoldersXattrsAreKept) {
  const std::string path = folder_.write("root/f", "");
  const std::string value("\0\x01=\n", 4);
  if (setxattr(path.c_str(), "user.test", value.data(), value.size(), 0) != 0) {
    GTEST_SKIP() << "the file system of " << folder_.path() << " keeps no xattrs";
  }
  ASSERT_EQ(tree().xattrs(inode("f")).size(), 1U);
  EXPECT_EQ(tree().xattrs(inode("f"))[0], (Xattr{"user.test", value}));
}

TEST_F(RootfsTest, AFoldersFifosAreKeptAndItsSocketsLeftOut) {
  folder_.write("root/f", "");
  ASSERT_EQ(mkfifo((folder_ / "root/pipe").c_str(), 0640), 0);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  (folder_ / "root/sock").copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  close(fd);
  EXPECT_EQ(tree().type(inode("pipe")), FileType::fifo);
  EXPECT_EQ(tree().entry_count(), 2U);
}

TEST_F(RootfsTest, AFoldersDevicesAreKept) {
  folder_.write("root/f", "");
  if (mknod((folder_ / "root/null").c_str(), S_IFCHR | 0600, makedev(1, 3)) != 0) {
    GTEST_SKIP() << "only root makes devices";
  }
  EXPECT_EQ(tree().type(inode("null")), FileType::char_device);
  EXPECT_EQ(tree().device(inode("null")), (DeviceNumber{1, 3}));
}

TEST_F(RootfsTest, WhatCannotBeReadIsNamed) {
  folder_.write("root/secret", "x");
  chmod((folder_ / "root/secret").c_str(), 0);
  if (geteuid() == 0) GTEST_SKIP() << "root reads everything";
  expect_error(ErrorCode::not_found, "cannot read the folder", [&] { tree(); });
}

TEST_F(RootfsTest, WhatIsNoArchiveIsNamed) {
  const auto image = open("rootfs:" + folder_.write("notes", std::string(1000, 'x')));
  expect_error(ErrorCode::invalid_image, "layer 1 of 1 of notes is not a tar archive",
               [&] { content(*image, "f"); });
}

TEST_F(RootfsTest, AMissingFileIsSaidToBeMissing) {
  expect_refused(ErrorCode::not_found, "none.tar: No such file or directory",
                 "rootfs:" + (folder_ / "none.tar"));
}

}  // namespace
}  // namespace oci2boot
