// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/run/kept_disk.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

/// The beginning of a qcow2 file over `backing`, whose size it tells.
std::string header(const std::string& backing, unsigned char size, unsigned char offset = 104) {
  std::string bytes("QFI\xfb\0\0\0\3\0\0\0\0\0\0\0", 15);
  bytes += static_cast<char>(offset);
  bytes.append(3, '\0');
  bytes += static_cast<char>(size);
  bytes.resize(104);
  return bytes + backing;
}

TEST(KeptDiskTest, TellsWhatItGoesOnFrom) {
  const TemporaryFolder folder;
  EXPECT_EQ(backing_file(folder.write("over", header("/cache/disk.img", 15))), "/cache/disk.img");
  EXPECT_EQ(backing_file(folder.write("alone", header("", 0, 0))), "");
}

TEST(KeptDiskTest, RefusesWhatIsNoSuchDisk) {
  const TemporaryFolder folder;
  for (const std::string& text : {std::string(), std::string("QFI\xfb"), std::string(200, 'x')}) {
    expect_error(ErrorCode::usage, "is no qcow2 disk; name a new file",
                 [&] { backing_file(folder.write("other", text)); });
  }
  expect_error(ErrorCode::usage, "it is damaged",
               [&] { backing_file(folder.write("short", header("/cache", 200))); });
}

TEST(KeptDiskTest, RefusesOneOverSomethingElse) {
  const TemporaryFolder folder;
  const std::string file = folder.write("over", header("/cache/disk.img", 15));
  use_kept_disk(file, "/cache/disk.img");
  expect_error(ErrorCode::usage, "it keeps changes to another root",
               [&] { use_kept_disk(file, "/cache/other.img"); });
}

TEST(KeptDiskTest, WhatWillBeRefusedIsSeenWithoutARoot) {
  const TemporaryFolder folder;
  const std::string tool = folder.write("bin/qemu-img", "");
  const std::string path = folder / "bin";
  expect_error(ErrorCode::missing_tool, "it is in the package qemu-utils",
               [&] { check_kept_disk(folder / "new", path); });
  std::filesystem::permissions(tool, std::filesystem::perms::owner_all);
  check_kept_disk(folder / "new", path);
  check_kept_disk(folder.write("over", header("/cache/disk.img", 15)), "");
  expect_error(ErrorCode::output_failed, "there is no folder",
               [&] { check_kept_disk(folder / "none/new", path); });
  expect_error(ErrorCode::usage, "is no qcow2 disk",
               [&] { check_kept_disk(folder.write("text", "no disk"), path); });
}

}  // namespace
}  // namespace oci2boot
