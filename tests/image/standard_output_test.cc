// SPDX-License-Identifier: Apache-2.0
#include "src/image/standard_output.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "oci2boot/error.h"
#include "tests/support/host_tools.h"

namespace oci2boot {
namespace {

/// Puts another file in the place of standard output while it lives.
class Redirected {
 public:
  explicit Redirected(int fd) : kept_(::dup(STDOUT_FILENO)) {
    fflush(stdout);
    ::dup2(fd, STDOUT_FILENO);
    ::close(fd);
  }
  ~Redirected() {
    ::dup2(kept_, STDOUT_FILENO);
    ::close(kept_);
  }
  Redirected(const Redirected&) = delete;
  Redirected& operator=(const Redirected&) = delete;

 private:
  int kept_;
};

TEST(StandardOutputTest, WritesEverything) {
  const TemporaryFolder folder;
  const std::string text(200'000, 't');
  {
    const Redirected redirected(
        ::open((folder / "out").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    StandardOutput output;
    output.write(as_span(text));
    output.write(as_span("end"));
    output.finish();
  }
  EXPECT_TRUE(read_host_file(folder / "out") == text + "end");
}

TEST(StandardOutputTest, SaysThatItsReaderHasGone) {
  const auto handler = ::signal(SIGPIPE, SIG_IGN);
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  ::close(ends[0]);
  std::string message;
  {
    const Redirected redirected(ends[1]);
    StandardOutput output;
    try {
      output.write(as_span("x"));
      output.finish();
    } catch (const Error& error) {
      message = error.what();
    }
  }
  ::signal(SIGPIPE, handler);
  EXPECT_EQ(message,
            "cannot write standard output: Broken pipe; the program that reads it has ended");
}

TEST(StandardOutputTest, RefusesATerminal) {
  const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  ASSERT_GE(terminal, 0);
  bool refused = false;
  {
    const Redirected redirected(terminal);
    try {
      const StandardOutput output;
    } catch (const Error& error) {
      refused = error.code() == ErrorCode::usage;
    }
  }
  EXPECT_TRUE(refused);
}

}  // namespace
}  // namespace oci2boot
