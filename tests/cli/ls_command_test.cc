// SPDX-License-Identifier: Apache-2.0
#include "src/cli/ls_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/cli/unpack_command.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

LsCommand ls(const std::vector<std::string>& words) {
  return ls_command(parse_options(ls_options(), words, "oci2boot ls"));
}

UnpackRequest unpack(const std::vector<std::string>& words) {
  return unpack_command(parse_options(unpack_options(), words, "oci2boot unpack")).request;
}

TEST(LsCommandTest, TakesAnOutputAndPathsInIt) {
  const LsCommand command = ls({"vm.img", "/etc", "bin", "--json", "--limit", "entries=7"});
  EXPECT_EQ(command.output, "vm.img");
  EXPECT_THAT(command.paths, testing::ElementsAre("/etc", "bin"));
  EXPECT_TRUE(command.json);
  EXPECT_EQ(command.limits.entries, 7U);
  expect_error(ErrorCode::usage, "no output is named", [] { ls({"--json"}); });
}

TEST(UnpackCommandTest, TheNameTellsFolderAndArchive) {
  EXPECT_FALSE(unpack({"vm.img", "rootfs"}).archive);
  EXPECT_EQ(unpack({"vm.img", "x.tar.zst"}).archive->compression->method, CompressionMethod::zstd);
  EXPECT_TRUE(unpack({"vm.img", "-"}).archive->to_standard_output);
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "x.tar");
  EXPECT_FALSE(unpack({"vm.img", folder / "x.tar"}).archive);
}

TEST(UnpackCommandTest, RefusesWhatMakesNoSense) {
  expect_error(ErrorCode::usage, "expected OUTPUT and where", [] { unpack({"vm.img"}); });
  expect_error(ErrorCode::usage, "'c' is one name too many", [] { unpack({"a", "b", "c"}); });
  expect_error(ErrorCode::usage, "--compress is for a tar archive", [] {
    unpack({"vm.img", "rootfs", "--compress", "zstd"});
  });
}

}  // namespace
}  // namespace oci2boot
