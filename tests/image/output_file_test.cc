// SPDX-License-Identifier: Apache-2.0
#include "src/image/output_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "oci2boot/error.h"
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
  file.write(as_span(text));
  file.finish();
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
  file.write(as_span("abc"));
  file.finish();
  file.prepare();
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out"));
  file.publish();
  EXPECT_EQ(read_host_file(folder_ / "out"), "abc");
  EXPECT_THAT(folder_.names(), ElementsAre("out"));
  EXPECT_EQ(file.size(), 3U);
  EXPECT_EQ(file.digest().text(),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_P(OutputFileTest, LeavesNothingBehindWhenItIsGivenUp) {
  {
    OutputFile file = make("out");
    file.write(as_span("abc"));
  }
  {
    OutputFile file = make("out", Existing::replace);
    file.finish();
    file.prepare();
  }
  EXPECT_THAT(folder_.names(), IsEmpty());
}

TEST_P(OutputFileTest, KeepsTheOrderOfSmallAndLargeWrites) {
  OutputFile file = make("out");
  const std::string large(std::size_t{3} << 20, 'l');
  file.write(as_span("first"));
  file.write(as_span(large));
  file.write(as_span("last"));
  file.finish();
  file.publish();
  EXPECT_TRUE(read_host_file(folder_ / "out") == "first" + large + "last");
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
  file.finish();
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
                HasSubstr("no regular file; write to '-'"))
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

TEST_P(OutputFileTest, NamesTheOutputWhenTheDiskIsFull) {
  // A limit on the file's size stands for the full disk: both come back from write(2).
  struct rlimit before {};
  getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  OutputFile file = make("out");
  const rlimit small{1 << 20, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  const std::string message = failure([&] { file.write(as_span(std::string(2 << 20, 'x'))); });
  setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, handler);
  EXPECT_THAT(message, HasSubstr("out': File too large"));
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
