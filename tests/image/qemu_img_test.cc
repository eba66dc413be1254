// SPDX-License-Identifier: Apache-2.0
#include "src/image/qemu_img/qemu_img.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <array>
#include <cstdlib>

#include "tests/support/expect_error.h"
#include "tests/support/host_tools.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// PATH, until the end of a test.
class SearchPath {
 public:
  explicit SearchPath(const std::string& path) : before_(std::getenv("PATH")) {
    setenv("PATH", path.c_str(), 1);
  }
  ~SearchPath() { setenv("PATH", before_.c_str(), 1); }
  SearchPath(const SearchPath&) = delete;
  SearchPath& operator=(const SearchPath&) = delete;

 private:
  std::string before_;
};

/// A disk of its own content: `text` at its beginning.
std::string make(const TemporaryFolder& folder, const std::string& name, DiskFormat format,
                 const std::string& text) {
  OutputFile file(folder / name, OutputKind::data, Existing::refuse);
  const auto disk = make_disk(file, {format, std::nullopt}, folder.path(), 1);
  disk->write(0, as_span(text));
  disk->finish(std::uint64_t{8} << 20U);
  file.publish();
  return read_host_file(folder / name);
}

constexpr std::array kFormats = {DiskFormat::vmdk, DiskFormat::vdi, DiskFormat::vhd,
                                 DiskFormat::vhdx};

TEST(QemuImgTest, NamesThePackageWhenItIsNotInstalled) {
  const TemporaryFolder folder;
  const SearchPath path(folder / "nothing");
  for (const DiskFormat format : kFormats) {
    expect_error(ErrorCode::missing_tool,
                 "a " + std::string(disk_format_name(format)) +
                     " disk is made with qemu-img, which is not in PATH; install the package "
                     "qemu-utils",
                 [&] { check_disk_tools(format); });
  }
  expect_error(ErrorCode::missing_tool, "qemu-utils",
               [&] { make(folder, "disk", DiskFormat::vmdk, "x"); });
  EXPECT_TRUE(folder.names().empty());
  check_disk_tools(DiskFormat::raw);
  check_disk_tools(DiskFormat::qcow2);
}

TEST(QemuImgTest, PassesOnWhatItSays) {
  const TemporaryFolder folder;
  const TemporaryFolder programs;
  write_host_file(programs / "qemu-img",
                  "#!/bin/sh\n[ $1 = --version ] || { echo 'no such thing' >&2; "
                  "echo 'today' >&2; exit 1; }\n",
                  true);
  const SearchPath path(programs.path());
  expect_error(ErrorCode::output_failed, "disk': qemu-img failed: no such thing today",
               [&] { make(folder, "disk", DiskFormat::vdi, "x"); });
  write_host_file(programs / "qemu-img", "#!/bin/sh\n[ $1 = --version ] || kill -9 $$\n", true);
  expect_error(ErrorCode::output_failed, "disk': qemu-img was ended by signal 9",
               [&] { make(folder, "disk", DiskFormat::vdi, "x"); });
  EXPECT_TRUE(folder.names().empty());
}

TEST(QemuImgTest, LeavesNothingWhenTheDiskIsFull) {
  const TemporaryFolder folder;
  struct rlimit before {};
  getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{std::uint64_t{8} << 20U, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  expect_error(ErrorCode::output_failed, "disk': qemu-img failed: ", [&] {
    make(folder, "disk", DiskFormat::vhdx, std::string(7 << 20, 'x'));
  });
  setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, handler);
  EXPECT_TRUE(folder.names().empty());
}

TEST(QemuImgTest, GivesDifferentDisksDifferentIdentifiers) {
  const TemporaryFolder folder;
  for (const DiskFormat format : kFormats) {
    const std::string name(disk_format_name(format));
    const std::string one = make(folder, name + "1", format, "one");
    const std::string two = make(folder, name + "2", format, "two");
    ASSERT_EQ(one.size(), two.size());
    std::size_t differing = 0;
    for (std::size_t i = 0; i < one.size(); ++i) differing += one[i] == two[i] ? 0U : 1U;
    // The three bytes of the disks. A vmdk has its name in it and no identifier of 16 bytes.
    EXPECT_GT(differing, format == DiskFormat::vmdk ? 3U : 3U + 12U) << name;
  }
}

TEST(QemuImgTest, TellsTheFilesOwnNameInAVmdk) {
  const TemporaryFolder folder;
  const std::string bytes = make(folder, "my disk.vmdk", DiskFormat::vmdk, "x");
  EXPECT_THAT(bytes, HasSubstr("RW 16384 SPARSE \"my disk.vmdk\"\n"));
  EXPECT_THAT(bytes, HasSubstr("\nCID=fffffffe\n"));
  EXPECT_THAT(bytes, Not(HasSubstr("/proc/")));
  EXPECT_THAT(make(folder, "a\"b\n.vmdk", DiskFormat::vmdk, "x"), HasSubstr("\"disk.vmdk\"\n"));
}

TEST(QemuImgTest, KeepsNoFileOfItsOwnAround) {
  const TemporaryFolder folder;
  make(folder, "disk.vdi", DiskFormat::vdi, "x");
  EXPECT_THAT(folder.names(), ElementsAre("disk.vdi"));
}

}  // namespace
}  // namespace oci2boot
