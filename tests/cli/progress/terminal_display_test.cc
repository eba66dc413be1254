// SPDX-License-Identifier: Apache-2.0
#include "src/cli/progress/terminal_display.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "tests/support/fake_image.h"

namespace oci2boot {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

/// A terminal of 80 columns and 24 rows, and all that was written to it.
class TerminalDisplayTest : public testing::Test {
 public:
  ~TerminalDisplayTest() override {
    close(terminal_);
    close(screen_);
  }

 protected:
  TerminalDisplayTest() {
    winsize size{};
    size.ws_col = 80;
    size.ws_row = 24;
    if (openpty(&screen_, &terminal_, nullptr, nullptr, &size) != 0) {
      throw std::runtime_error("no pseudo-terminal");
    }
    fcntl(screen_, F_SETFL, O_NONBLOCK);
  }

  /// Waits until the first layer's line is written.
  std::string written_with_a_frame() {
    std::string text;
    while (text.find(first_) == std::string::npos) {
      pollfd readable{screen_, POLLIN, 0};
      poll(&readable, 1, -1);
      text += written();
    }
    return text;
  }

  std::string written() {
    std::string all;
    char buffer[4096];
    for (ssize_t count = 0; (count = read(screen_, buffer, sizeof buffer)) > 0;) {
      all.append(buffer, static_cast<std::size_t>(count));
    }
    return all;
  }

  int screen_ = -1;
  int terminal_ = -1;
  const FakeImage image_{{"a layer", "another"}};
  const std::string first_ = std::string(sha256_of("a layer").hex().substr(0, 12));
};

TEST_F(TerminalDisplayTest, APauseIsALineAboveTheFrame) {
  {
    TerminalDisplay display(terminal_);
    display.opened(image_);
    display.arriving(0, 1, 7, 0);
    display.retrying("registry.example:443 is busy", std::chrono::seconds(4));
    display.finish();
  }
  const std::string text = written();
  const std::size_t line = text.find("oci2boot: registry.example:443 is busy; trying again in 4s");
  ASSERT_NE(line, std::string::npos) << text;
  EXPECT_LT(line, text.rfind(first_));
}

TEST_F(TerminalDisplayTest, WithoutAnImageNothingIsDrawn) {
  TerminalDisplay display(terminal_);
  display.finish();
  EXPECT_EQ(written(), "");
}

TEST_F(TerminalDisplayTest, TheLastFrameStaysWithTheCursorBelowIt) {
  TerminalDisplay display(terminal_);
  display.opened(image_);
  display.arriving(0, 7, 7, 0);
  display.arrived(0, false);
  display.arrived(1, true);
  display.finish();
  const std::string text = written();
  EXPECT_THAT(text, HasSubstr(first_ + " downloaded           7 B\x1b[K\r"));
  EXPECT_THAT(text, EndsWith("\n\x1b[J"));
}

TEST_F(TerminalDisplayTest, AWarningStandsAboveTheFrame) {
  TerminalDisplay display(terminal_);
  display.opened(image_);
  display.arriving(0, 1, 7, 0);
  display.waiting(1);
  const std::string before = written_with_a_frame();
  display.warn("odd");
  EXPECT_THAT(before + written(), HasSubstr("\r\x1b[2A\x1b[Joci2boot: warning: odd\r\n" + first_));
}

TEST_F(TerminalDisplayTest, AfterAStopTheFrameIsDrawnBelowWhatTheShellWrote) {
  const pid_t process = fork();
  if (process == 0) {
    TerminalDisplay display(terminal_);
    display.opened(image_);
    display.arriving(0, 1, 7, 0);
    while (true) pause();
  }
  written_with_a_frame();
  kill(process, SIGSTOP);
  waitpid(process, nullptr, WUNTRACED);
  written();
  kill(process, SIGCONT);
  EXPECT_THAT(written_with_a_frame(), testing::StartsWith(first_));
  kill(process, SIGKILL);
  waitpid(process, nullptr, 0);
}

TEST_F(TerminalDisplayTest, TheLastFrameHasAllLayersHoweverLowTheWindow) {
  winsize size{};
  size.ws_col = 80;
  size.ws_row = 2;
  ioctl(terminal_, TIOCSWINSZ, &size);
  TerminalDisplay display(terminal_);
  display.opened(image_);
  display.arriving(0, 1, 7, 0);
  display.finish();
  const std::string text = written();
  EXPECT_THAT(text, HasSubstr(first_));
  EXPECT_THAT(text, HasSubstr(sha256_of("another").hex().substr(0, 12)));
}

TEST_F(TerminalDisplayTest, TheNextImageGetsAFrameOfItsOwn) {
  TerminalDisplay display(terminal_);
  for (int i = 0; i < 2; ++i) {
    display.opened(image_);
    display.waiting(0);
    display.finish();
    const std::string text = written();
    EXPECT_THAT(text, HasSubstr(first_ + " waiting for another process"));
    EXPECT_THAT(text, EndsWith("\n\x1b[J"));
  }
}

}  // namespace
}  // namespace oci2boot
