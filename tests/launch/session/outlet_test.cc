// SPDX-License-Identifier: Apache-2.0
#include "src/launch/session/outlet.h"

#include <fcntl.h>
#include <poll.h>
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
