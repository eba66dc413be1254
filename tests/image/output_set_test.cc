// SPDX-License-Identifier: Apache-2.0
#include "src/image/output_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "oci2boot/error.h"
#include "src/image/output_stream.h"
#include "tests/support/host_tools.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;

void fill(OutputFile& file, std::string_view text) {
  OutputStream stream(file);
  stream.write(as_span(text));
  stream.finish();
}

TEST(OutputSetTest, PublishesAllFiles) {
  const TemporaryFolder folder;
  OutputSet set(Existing::refuse);
  fill(set.add(folder / "initrd", OutputKind::data), "main");
  fill(set.add(folder / "initrd.sh", OutputKind::executable), "script");
  EXPECT_TRUE(folder.names().empty());
  set.commit();
  EXPECT_THAT(folder.names(), ElementsAre("initrd", "initrd.sh"));
  EXPECT_EQ(read_host_file(folder / "initrd"), "main");
}

TEST(OutputSetTest, LeavesNothingWithoutCommit) {
  const TemporaryFolder folder;
  {
    OutputSet set(Existing::replace);
    fill(set.add(folder / "initrd", OutputKind::data), "main");
  }
  EXPECT_TRUE(folder.names().empty());
}

TEST(OutputSetTest, TakesBackWhatWasPublishedWhenOneFails) {
  const TemporaryFolder folder;
  OutputSet set(Existing::refuse);
  fill(set.add(folder / "initrd", OutputKind::data), "main");
  fill(set.add(folder / "initrd.sh", OutputKind::executable), "script");
  write_host_file(folder / "initrd", "appeared meanwhile");
  EXPECT_THROW(set.commit(), Error);
  EXPECT_THAT(folder.names(), ElementsAre("initrd"));
  EXPECT_EQ(read_host_file(folder / "initrd"), "appeared meanwhile");
}

TEST(OutputSetTest, ReplacesAllFiles) {
  const TemporaryFolder folder;
  write_host_file(folder / "initrd", "old");
  write_host_file(folder / ".oci2boot-1-7.tmp", "abandoned");
  OutputSet set(Existing::replace);
  fill(set.add(folder / "initrd", OutputKind::data), "new");
  fill(set.add(folder / "initrd.sh", OutputKind::executable), "script");
  set.commit();
  EXPECT_THAT(folder.names(), ElementsAre("initrd", "initrd.sh"));
  EXPECT_EQ(read_host_file(folder / "initrd"), "new");
}

}  // namespace
}  // namespace oci2boot
