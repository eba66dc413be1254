// SPDX-License-Identifier: Apache-2.0
#include "src/image/output_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "oci2boot/error.h"
#include "src/image/write_fully.h"
#include "tests/support/host_tools.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class OutputFileTest : public testing::TestWithParam<OutputFile::Scratch> {
 protected:
  OutputFile make(const std::string& name, Existing existing = Existing::refuse,
                  OutputKind kind = OutputKind::data) const {
    return {folder_ / name, kind, existing, GetParam()};
  }
  TemporaryFolder folder_;
};

void write_and_publish(OutputFile& file, std::string_view text) {
  write_fully(file.descriptor(), as_span(text), file.description());
  file.sync();
  file.prepare();
  file.publish();
}

template <class Action>
std::string failure(Action action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::output_failed);
    return error.what();
  }
  return "no failure";
}

TEST_P(OutputFileTest, AppearsOnlyWhenItIsPublished) {
  OutputFile file = make("out");
  write_fully(file.descriptor(), as_span("abc"), file.description());
  file.prepare();
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out"));
  file.publish();
  EXPECT_EQ(read_host_file(folder_ / "out"), "abc");
  EXPECT_THAT(folder_.names(), ElementsAre("out"));
  EXPECT_EQ(file.size(), 3U);
}

TEST_P(OutputFileTest, LeavesNothingBehindWhenItIsGivenUp) {
  {
    const OutputFile file = make("out");
    write_fully(file.descriptor(), as_span("abc"), file.description());
  }
  {
    OutputFile file = make("out", Existing::replace);
    file.prepare();
  }
  EXPECT_THAT(folder_.names(), IsEmpty());
}

TEST_P(OutputFileTest, IsReadThroughItsDescriptorBeforeItHasAName) {
  const OutputFile file = make("out");
  write_fully(file.descriptor(), as_span("abc"), file.description());
  char byte = 0;
  EXPECT_EQ(::pread(file.descriptor(), &byte, 1, 2), 1);
  EXPECT_EQ(byte, 'c');
}

TEST_P(OutputFileTest, RefusesAnExistingFileUnlessItIsToBeReplaced) {
  write_host_file(folder_ / "out", "old");
  EXPECT_THAT(failure([&] { make("out"); }), HasSubstr("it exists; --force replaces it"));
  OutputFile file = make("out", Existing::replace);
  EXPECT_EQ(read_host_file(folder_ / "out"), "old");
  write_and_publish(file, "new");
  EXPECT_EQ(read_host_file(folder_ / "out"), "new");
  EXPECT_THAT(folder_.names(), ElementsAre("out"));
}

TEST_P(OutputFileTest, DoesNotReplaceWhatAppearedMeanwhile) {
  OutputFile file = make("out");
  write_host_file(folder_ / "out", "somebody else's");
  EXPECT_THAT(failure([&] { file.publish(); }), HasSubstr("it exists"));
  file.withdraw();
  EXPECT_EQ(read_host_file(folder_ / "out"), "somebody else's");
}

TEST_P(OutputFileTest, FollowsTheUmask) {
  const mode_t before = ::umask(027);
  OutputFile data = make("data");
  OutputFile script = make("script", Existing::refuse, OutputKind::executable);
  ::umask(before);
  write_and_publish(data, "");
  write_and_publish(script, "");
  EXPECT_EQ(std::filesystem::status(folder_ / "data").permissions(), std::filesystem::perms(0640));
  EXPECT_EQ(std::filesystem::status(folder_ / "script").permissions(),
            std::filesystem::perms(0750));
}

TEST_P(OutputFileTest, SaysThatTheFolderIsMissing) {
  EXPECT_THAT(failure([&] { make("no/out"); }), HasSubstr("No such file or directory; make the"));
}

TEST_P(OutputFileTest, RefusesFoldersAndDevices) {
  std::filesystem::create_directory(folder_ / "folder");
  EXPECT_THAT(failure([&] { make("folder", Existing::replace); }), HasSubstr("it is a folder"));
  ASSERT_EQ(::mkfifo((folder_ / "fifo").c_str(), 0600), 0);
  EXPECT_THAT(failure([&] { make("fifo", Existing::replace); }), HasSubstr("no regular file"));
}

TEST_P(OutputFileTest, RefusesLinksToThem) {
  std::filesystem::create_directory_symlink(".", folder_ / "to-folder");
  EXPECT_THAT(failure([&] { make("to-folder", Existing::replace); }), HasSubstr("it is a folder"));
  // As /dev/stdout is one, whatever file the shell has put there.
  for (const char* target : {"/dev/null", "/proc/self/fd/1"}) {
    std::filesystem::create_symlink(target, folder_ / "to-device");
    EXPECT_THAT(failure([&] { make("to-device", Existing::replace); }),
                HasSubstr("no regular file; name a new file, or '-'"))
        << target;
    std::filesystem::remove(folder_ / "to-device");
  }
}

TEST_P(OutputFileTest, ReplacesALinkThatLeadsNowhere) {
  std::filesystem::create_symlink("nowhere", folder_ / "out");
  EXPECT_THAT(failure([&] { make("out"); }), HasSubstr("--force replaces it"));
  OutputFile file = make("out", Existing::replace);
  write_and_publish(file, "new");
  EXPECT_FALSE(std::filesystem::is_symlink(folder_ / "out"));
}

INSTANTIATE_TEST_SUITE_P(EveryKind, OutputFileTest,
                         testing::Values(OutputFile::Scratch::unnamed, OutputFile::Scratch::named),
                         [](const auto& instance) {
                           return instance.param == OutputFile::Scratch::named ? "Named"
                                                                               : "Unnamed";
                         });

TEST(AbandonedFilesTest, RemovesOnlyWhatNobodyHolds) {
  const TemporaryFolder folder;
  write_host_file(folder / ".oci2boot-1-0.tmp", "left by a killed program");
  write_host_file(folder / ".oci2boot-notes", "somebody's");
  const OutputFile held(folder / "out", OutputKind::data, Existing::refuse,
                        OutputFile::Scratch::named);
  remove_abandoned_files(folder / "");
  EXPECT_THAT(folder.names(),
              ElementsAre(".oci2boot-" + std::to_string(::getpid()) + "-0.tmp", ".oci2boot-notes"));
}

}  // namespace
}  // namespace oci2boot
