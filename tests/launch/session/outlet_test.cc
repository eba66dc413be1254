// SPDX-License-Identifier: Apache-2.0
#include "src/launch/session/outlet.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <string>

#include "src/launch/process.h"

namespace oci2boot {
namespace {

bool is_writable(int descriptor) {
  pollfd entry{descriptor, POLLOUT, 0};
  return ::poll(&entry, 1, 0) == 1;
}

/// Both ends of a terminal that passes bytes on as they are.
DescriptorPair raw_terminal() {
  DescriptorPair ends;
  ends.ours = OpenDescriptor(::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  EXPECT_EQ(::unlockpt(ends.ours.number()), 0);
  ends.theirs =
      OpenDescriptor(::open(::ptsname(ends.ours.number()), O_RDWR | O_NOCTTY | O_CLOEXEC));
  termios settings{};
  EXPECT_EQ(::tcgetattr(ends.theirs.number(), &settings), 0);
  ::cfmakeraw(&settings);
  EXPECT_EQ(::tcsetattr(ends.theirs.number(), TCSANOW, &settings), 0);
  return ends;
}

/// Ends the test, and says so, when a write waits for a reader who never comes.
class Alarm {
 public:
  Alarm() { ::alarm(60); }
  ~Alarm() { ::alarm(0); }
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
};

TEST(OutletTest, WritesInOrderAndNeverBlocksWherePollSaysThatItDoesNot) {
  const DescriptorPair pipe = pipe_from_child();
  ::fcntl(pipe.ours.number(), F_SETFL, O_NONBLOCK);
  Outlet outlet(pipe.theirs.number());
  std::string sent;
  for (int i = 0; i < 20'000; ++i) sent += std::to_string(i) + "\n";
  outlet.add(std::string_view(sent).substr(0, 1000));
  outlet.add(std::string_view(sent).substr(1000));
  std::string received;
  std::string piece(65536, '\0');
  while (!outlet.is_empty()) {
    while (!outlet.is_empty() && is_writable(outlet.descriptor())) {
      ASSERT_EQ(outlet.write_some(), 0);
    }
    ssize_t count = 0;
    while ((count = ::read(pipe.ours.number(), piece.data(), piece.size())) > 0) {
      received.append(piece, 0, static_cast<std::size_t>(count));
    }
  }
  EXPECT_EQ(received, sent);
}

TEST(OutletTest, DoesNotWaitForATerminalThatNobodyReads) {
  const Alarm alarm;
  const DescriptorPair terminal = raw_terminal();
  Outlet outlet(terminal.theirs.number());
  const std::string sent(std::size_t{1} << 20, 'x');
  outlet.add(sent);
  for (std::size_t before = 0; before != outlet.size();) {
    before = outlet.size();
    ASSERT_EQ(outlet.write_some(), 0);
  }
  EXPECT_FALSE(outlet.is_empty());
  EXPECT_EQ(::fcntl(terminal.theirs.number(), F_GETFL) & O_NONBLOCK, 0);  // it is others', too
}

TEST(OutletTest, DoesNotWaitForAPipeThatAnotherHasFilled) {
  const Alarm alarm;
  const DescriptorPair pipe = pipe_from_child();
  Outlet output(pipe.theirs.number());
  Outlet errors(pipe.theirs.number());
  output.add(std::string(std::size_t{1} << 20, 'x'));
  errors.add("lost in it");
  while (is_writable(output.descriptor())) ASSERT_EQ(output.write_some(), 0);
  ASSERT_EQ(errors.write_some(), 0);
  EXPECT_FALSE(errors.is_empty());
}

TEST(OutletTest, SaysOnceThatNobodyReadsAndDropsTheRest) {
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  DescriptorPair pipe = pipe_from_child();
  Outlet outlet(pipe.theirs.number());
  outlet.add("lost");
  pipe.ours.close();
  EXPECT_EQ(outlet.write_some(), EPIPE);
  outlet.add("lost as well");
  EXPECT_TRUE(outlet.is_empty());
  EXPECT_EQ(outlet.write_some(), 0);
  std::signal(SIGPIPE, before);
}

}  // namespace
}  // namespace oci2boot
