// SPDX-License-Identifier: Apache-2.0
#include "src/launch/process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <utility>

#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

std::string read_all(int descriptor) {
  std::string all;
  std::string piece(4096, '\0');
  ssize_t count = 0;
  while ((count = ::read(descriptor, piece.data(), piece.size())) > 0) {
    all.append(piece, 0, static_cast<std::size_t>(count));
  }
  return all;
}

/// What `sh -c SCRIPT` writes, standard error too.
std::string output_of(const std::string& script, std::vector<int> inherited = {}) {
  DescriptorPair pipe = pipe_from_child();
  ChildProcess child({{"sh", "-c", script}, std::move(inherited), pipe.theirs.number(), {}});
  pipe.theirs.close();
  return read_all(pipe.ours.number());
}

TEST(ProcessTest, RunsAProgramThatIsLookedForInThePath) {
  ChildProcess child({{"sh", "-c", "exit 7"}, {}, -1, {}});
  EXPECT_FALSE(child.has_ended());
  EXPECT_EQ(WEXITSTATUS(child.wait()), 7);
  EXPECT_TRUE(child.has_ended());
}

TEST(ProcessTest, SaysThatAProgramIsNotThere) {
  expect_error(ErrorCode::missing_tool, "cannot start no-such-program: No such file or directory",
               [] {
                 ChildProcess child({{"no-such-program"}, {}, -1, {}});
               });
}

TEST(ProcessTest, SaysWhyAProgramCannotBeRun) {
  expect_error(ErrorCode::failed, "cannot start /etc: Permission denied", [] {
    ChildProcess child({{"/etc"}, {}, -1, {}});
  });
}

TEST(ProcessTest, SaysWhyAPreparationFailed) {
  expect_error(ErrorCode::failed, "cannot start sh: Invalid argument", [] {
    ChildProcess child({{"sh", "-c", ":"}, {}, -1, [] {
                          errno = EINVAL;
                          return false;
                        }});
  });
}

TEST(ProcessTest, GivesAProgramWhatItIsToHaveAndNothingElse) {
  const OpenDescriptor file(::open("/dev/null", O_RDONLY));  // as a careless library has it
  const DescriptorPair pipe = pipe_from_child();
  const std::string wanted = std::to_string(pipe.theirs.number());
  const std::string listed =
      output_of("for n in $(seq 0 50); do [ -e /proc/$$/fd/$n ] && printf '%s ' $n; done",
                {pipe.theirs.number()});
  EXPECT_EQ(listed, "0 1 2 " + wanted + " ");
}

TEST(ProcessTest, GivesAProgramASessionOfItsOwn) {
  EXPECT_EQ(output_of("read -r _ _ _ _ _ session _ </proc/$$/stat; "
                      "[ \"$session\" = $$ ] && echo own"),
            "own\n");
}

TEST(ProcessTest, GivesAProgramTheSignalsThatWeIgnore) {
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  EXPECT_EQ(output_of("grep SigIgn /proc/self/status"), "SigIgn:\t0000000000000000\n");
  std::signal(SIGPIPE, before);
}

TEST(ProcessTest, KillsAProgramThatNobodyOwnsAnyLonger) {
  pid_t id = 0;
  {
    const ChildProcess child({{"sleep", "1000"}, {}, -1, {}});
    id = child.id();
    EXPECT_EQ(::kill(id, 0), 0);
  }
  EXPECT_EQ(::kill(id, 0), -1);
}

TEST(ProcessTest, LeavesNothingToBeKilledWhereItWasMovedFrom) {
  ChildProcess child({{"sleep", "1000"}, {}, -1, {}});
  const ChildProcess owner(std::move(child));
  EXPECT_TRUE(child.has_ended());  // NOLINT(bugprone-use-after-move): that is what is asked
  EXPECT_FALSE(owner.has_ended());
}

/// A parent that is killed while its program runs; the pipe ends with the program.
TEST(ProcessTest, EndsAProgramWithItsParentHoweverThatEnds) {
  DescriptorPair pipe = pipe_from_child();
  const pid_t parent = ::fork();
  ASSERT_GE(parent, 0);
  if (parent == 0) {
    pipe.ours.close();
    const ChildProcess child(
        {{"sh", "-c", "echo runs; exec sleep 1000"}, {}, pipe.theirs.number(), [] {
           return true;
         }});
    pipe.theirs.close();
    ::pause();
    ::_exit(1);
  }
  pipe.theirs.close();
  std::string said(5, '\0');
  ASSERT_EQ(::read(pipe.ours.number(), said.data(), said.size()), 5);
  EXPECT_EQ(said, "runs\n");
  ::kill(parent, SIGKILL);
  EXPECT_EQ(read_all(pipe.ours.number()), "");
  ::waitpid(parent, nullptr, 0);
}

}  // namespace
}  // namespace oci2boot
