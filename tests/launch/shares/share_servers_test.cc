// SPDX-License-Identifier: Apache-2.0
// With a made-up virtiofsd, which finds its socket, looks at its folder, and complains.
#include "src/launch/shares/share_servers.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "src/launch/shares/share_sandbox.h"
#include "tests/support/expect_error.h"
#include "tests/support/host_tools.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

using testing::HasSubstr;

class ShareServersTest : public testing::Test {
 protected:
  ShareServersTest() { std::filesystem::create_directory(folder / "shared"); }

  void server_does(const std::string& commands) {
    write_host_file(folder / "virtiofsd",
                    "#!/bin/sh\n[ \"$1\" != --version ] || { echo virtiofsd 1.13.2; exit; }\n" +
                        commands + "\n",
                    true);
  }

  std::vector<SharedFolder> shares(bool read_only = false) const {
    SharedFolder share;
    share.host = folder / "shared";
    share.tag = "share0";
    share.read_only = read_only;
    share.server = folder / "virtiofsd";
    return {share};
  }

  /// The connection ends with the server, which alone has the other end.
  static void wait_for_end(const ShareServers& servers) {
    pollfd end{servers.sockets().at(0), POLLIN, 0};
    ASSERT_EQ(poll(&end, 1, 60'000), 1);
  }

  static void wait_for_hangup(const ShareServers& servers) {
    pollfd end{servers.ends().at(0), 0, 0};
    ASSERT_EQ(poll(&end, 1, 60'000), 1);
  }

  TemporaryFolder folder;
};

TEST_F(ShareServersTest, SharesBy9pNeedNone) {
  std::vector<SharedFolder> others = shares();
  others[0].kind = ShareKind::plan9;
  ShareServers servers(others);
  EXPECT_TRUE(servers.sockets().empty());
  EXPECT_EQ(servers.failure(), "");
}

TEST_F(ShareServersTest, WhatAServerComplainsOfIsTold) {
  server_does("echo info >&2; echo '[ERROR virtiofsd] it is all wrong' >&2; exit 1");
  ShareServers servers(shares());
  wait_for_end(servers);
  EXPECT_EQ(servers.failure(),
            "virtiofsd for " + folder / "shared" + ": [ERROR virtiofsd] it is all wrong");
}

TEST_F(ShareServersTest, TheEndOfAServerIsNoticedAndTold) {
  server_does("read -r line <" + sh_word(folder / "shared/fifo"));
  ASSERT_EQ(mkfifo((folder / "shared/fifo").c_str(), 0600), 0);
  ShareServers servers(shares());
  EXPECT_EQ(servers.loss(), "");
  write_host_file(folder / "shared/fifo", "end\n");
  wait_for_hangup(servers);
  EXPECT_EQ(servers.loss(), "virtiofsd for " + folder / "shared" + " has ended");
}

TEST_F(ShareServersTest, WhatAServerSaidLastIsToldOfItsEndAndAfterwards) {
  server_does("echo '[ERROR virtiofsd] it is all wrong' >&2; exit 1");
  ShareServers servers(shares());
  wait_for_hangup(servers);
  const std::string told =
      "virtiofsd for " + folder / "shared" + ": [ERROR virtiofsd] it is all wrong";
  EXPECT_EQ(servers.loss(), told);
  EXPECT_EQ(servers.failure(), told);
}

TEST_F(ShareServersTest, QemusEndIsNoFailureOfAServer) {
  server_does("echo 'virtio_loop: Unexpected poll revents 11' >&2");
  ShareServers servers(shares());
  wait_for_end(servers);
  EXPECT_EQ(servers.failure(), "");
}

TEST_F(ShareServersTest, AServerThatComplainsWithoutEndGoesOn) {
  server_does("head -c 200000 /dev/zero >&2; touch " + sh_word(folder / "shared/done"));
  const ShareServers servers(shares());
  wait_for_end(servers);
  EXPECT_TRUE(std::filesystem::exists(folder / "shared/done"));
}

TEST_F(ShareServersTest, AReadOnlyShareIsSoForTheServer) {
  if (!can_enter(ShareSandbox::user_name_space) && !can_enter(ShareSandbox::name_spaces)) {
    GTEST_SKIP() << "no namespaces here";
  }
  server_does("cd " + sh_word(folder / "shared") + "; touch made 2>&1; exit 1");
  {
    ShareServers servers(shares(true));
    wait_for_end(servers);
    EXPECT_THAT(servers.failure(), HasSubstr("Read-only file system"));
    EXPECT_FALSE(std::filesystem::exists(folder / "shared/made"));
  }
  ShareServers servers(shares(false));
  wait_for_end(servers);
  EXPECT_EQ(servers.failure(), "");
  EXPECT_TRUE(std::filesystem::exists(folder / "shared/made"));
}

TEST_F(ShareServersTest, AServerEndsWithItsObject) {
  server_does("echo $$ >" + sh_word(folder / "pid.new") + "; mv " + sh_word(folder / "pid.new") +
              " " + sh_word(folder / "pid") + "; exec sleep 600");
  pid_t server = 0;
  {
    ShareServers servers(shares());
    for (int i = 0; i < 60'000 && !std::filesystem::exists(folder / "pid"); ++i) usleep(1000);
    server = std::stoi(read_host_file(folder / "pid"));
    EXPECT_EQ(kill(server, 0), 0);
  }
  EXPECT_EQ(kill(server, 0), -1);
}

TEST_F(ShareServersTest, AServerThatIsNotThereIsToldByName) {
  expect_error(ErrorCode::missing_tool, folder / "virtiofsd",
               [&] { const ShareServers servers(shares()); });
}

}  // namespace
}  // namespace oci2boot
