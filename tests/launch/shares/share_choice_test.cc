// SPDX-License-Identifier: Apache-2.0
#include "src/launch/shares/share_choice.h"

#include "tests/support/expect_error.h"
#include "tests/support/host_tools.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

using Types = std::vector<std::string>;

const ShareHost kWith{"/usr/libexec/virtiofsd", ""};
const ShareHost kWithout{"", "virtiofsd is not installed"};

TEST(ShareChoiceTest, VirtiofsIsTakenWhereBothSidesHaveIt) {
  EXPECT_EQ(choose_share_kind(Types{"virtiofs"}, kWith), ShareKind::virtiofs);
  EXPECT_EQ(choose_share_kind(Types{"virtiofs", "9p"}, kWith), ShareKind::virtiofs);
}

TEST(ShareChoiceTest, ElseThe9pOfTheKernelIsTaken) {
  EXPECT_EQ(choose_share_kind(Types{"virtiofs", "9p"}, kWithout), ShareKind::plan9);
  EXPECT_EQ(choose_share_kind(Types{"9p"}, kWith), ShareKind::plan9);
}

TEST(ShareChoiceTest, AKernelOfWhichNothingIsKnownIsTakenToHaveBoth) {
  EXPECT_EQ(choose_share_kind(std::nullopt, kWith), ShareKind::virtiofs);
  EXPECT_EQ(choose_share_kind(std::nullopt, kWithout), ShareKind::plan9);
}

TEST(ShareChoiceTest, BothWaysOutAreToldWhereThereIsNeither) {
  for (const char* const part : {"virtiofsd is not installed", "linux-image-amd64"}) {
    expect_error(ErrorCode::missing_tool, part,
                 [] { choose_share_kind(Types{"virtiofs"}, kWithout); });
  }
  for (const char* const part :
       {"neither virtiofs nor 9p", "linux-image-amd64", "CONFIG_VIRTIO_FS"}) {
    expect_error(ErrorCode::missing_tool, part, [] { choose_share_kind(Types{}, kWith); });
  }
}

TEST(ShareChoiceTest, SharesAreNumberedAndKnowTheirServer) {
  const std::vector<Volume> volumes = {{"/a", "/x", true}, {"/b", "/y", false}};
  const std::vector<SharedFolder> shares = shared_folders(volumes, ShareKind::virtiofs, kWith);
  ASSERT_EQ(shares.size(), 2U);
  EXPECT_EQ(shares[0].tag, "share0");
  EXPECT_TRUE(shares[0].read_only);
  EXPECT_EQ(shares[1].tag, "share1");
  EXPECT_EQ(shares[1].host, "/b");
  EXPECT_FALSE(shares[1].read_only);
  EXPECT_EQ(shares[1].server, "/usr/libexec/virtiofsd");
  EXPECT_EQ(shared_folders(volumes, ShareKind::plan9, kWith)[0].server, "");
}

TEST(ShareChoiceTest, VirtiofsdIsLookedForInTheSearchPathFirst) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "bin/virtiofsd");  // no program
  std::filesystem::create_directories(folder / "sbin");
  write_host_file(folder / "sbin/virtiofsd", "#!/bin/sh\n", true);
  const ShareHost host = share_host("relative::" + (folder / "none") + ":" + (folder / "bin") +
                                    ":" + (folder / "sbin"));
  if (host.obstacle.empty()) {  // else this user may have no user namespace
    EXPECT_EQ(host.virtiofsd, folder / "sbin/virtiofsd");
  } else {
    EXPECT_THAT(host.obstacle, testing::HasSubstr("user namespace"));
  }
}

}  // namespace
}  // namespace oci2boot
