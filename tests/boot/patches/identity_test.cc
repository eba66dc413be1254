// SPDX-License-Identifier: Apache-2.0
#include "tests/boot/patches/patch_runner.h"
#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;

constexpr const char* kPasswd =
    "root:x:0:0:root:/root:/bin/bash\n"
    "# a comment\n"
    "daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\r\n"
    "node:x:1000:1000::/home/node:/bin/sh\n";
constexpr const char* kShadow =
    "root:*:19700:0:99999:7:::\n"
    "daemon:*:19700:0:99999:7:::\n"
    "node:!:19700:0:99999:7:::";
constexpr const char* kGroup = "root:x:0:\nshadow:x:42:\nnode:x:1000:\nstaff:x:1001:node\n";
constexpr const char* kKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqn me";

class IdentityPatch : public PatchTest {
 protected:
  IdentityPatch() {
    tree.program("/bin/bash").program("/bin/sh").directory("/root").directory("/home/node");
    tree.file("/etc/passwd", kPasswd).file("/etc/group", kGroup);
    tree.file("/etc/shadow", kShadow, 0640).file("/etc/gshadow", "root:*::\n", 0600);
  }
  PatchChanges patch() { return apply(patch_identity); }

  void expect_owned(std::string_view path, std::uint32_t id, std::uint16_t permissions) {
    EXPECT_EQ(tree.metadata(path).uid, id) << path;
    EXPECT_EQ(tree.metadata(path).gid, id) << path;
    EXPECT_EQ(tree.metadata(path).permissions, permissions) << path;
  }
};

TEST_F(IdentityPatch, ChangesNothingUnlessAsked) {
  plan.identity.autologin = true;
  plan.identity.timezone = "UTC";
  EXPECT_THAT(patch(), IsEmpty());
  EXPECT_EQ(tree.at("/etc/shadow"), kShadow);
}

TEST_F(IdentityPatch, SetsRootsPasswordAndKeepsEveryOtherByte) {
  plan.identity.root_password = "secret";
  EXPECT_THAT(patch(), ElementsAre("set root's password (SHA-512)"));
  EXPECT_EQ(tree.at("/etc/passwd"), kPasswd);
  EXPECT_EQ(tree.at("/etc/group"), kGroup);
  const std::string shadow = tree.at("/etc/shadow");
  const std::string rest = std::string(kShadow).substr(6);  // behind "root:*"
  ASSERT_TRUE(shadow.ends_with(rest)) << shadow;
  EXPECT_THAT(shadow.substr(0, shadow.size() - rest.size()),
              MatchesRegex("root:\\$6\\$rounds=100000\\$[./0-9A-Za-z]{16}\\$[./0-9A-Za-z]{86}"));
  EXPECT_EQ(tree.metadata("/etc/shadow").permissions, 0640);
  EXPECT_EQ(tree.metadata("/etc/shadow").mtime, kTime);
}

TEST_F(IdentityPatch, HashesWithWhatTheImageCanCheck) {
  tree.file("/usr/lib/x86_64-linux-gnu/libcrypt.so.1", "$y$");
  plan.identity.root_password = "secret";
  EXPECT_THAT(patch(), ElementsAre("set root's password (yescrypt)"));
  EXPECT_THAT(tree.at("/etc/shadow"), testing::StartsWith("root:$y$j9T$"));
}

TEST_F(IdentityPatch, EqualInputGivesEqualBytesAndAnotherImageAnotherSalt) {
  const auto shadow_of = [&](const char* seed) {
    tree.file("/etc/shadow", kShadow);
    plan.identity.root_password = "secret";
    plan.identity.salt_seed = seed;
    patch();
    return tree.at("/etc/shadow");
  };
  const std::string first = shadow_of("one");
  EXPECT_EQ(first, shadow_of("one"));
  EXPECT_NE(first, shadow_of("two"));
}

TEST_F(IdentityPatch, APasswordInPasswdGoesToShadow) {
  tree.file("/etc/passwd", "root::0:0:root:/root:/bin/sh\nlast:$1$old:5:5::/:/bin/sh\n");
  tree.root.tree.remove(*tree.root.tree.lookup("/etc"), "shadow");
  plan.identity.root_password = "secret";
  patch();
  EXPECT_EQ(tree.at("/etc/passwd"), "root:x:0:0:root:/root:/bin/sh\nlast:$1$old:5:5::/:/bin/sh\n");
  EXPECT_THAT(tree.at("/etc/shadow"), MatchesRegex("root:\\$6\\$[^:]*::0:::::\n"));
  EXPECT_EQ(tree.metadata("/etc/shadow").permissions, 0640);
  EXPECT_EQ(tree.metadata("/etc/shadow").gid, 42U);
}

TEST_F(IdentityPatch, AddsAUserWhoHasNoPassword) {
  tree.file("/etc/skel/.profile", "export A=1\n").symlink("/etc/skel/bin", "/usr/bin");
  tree.file("/etc/skel/.config/app", "x", 0600);
  plan.identity.users = {{"ada", {}}};
  EXPECT_THAT(patch(), ElementsAre("added the user ada (1002:1002)"));  // 1001 is a group
  EXPECT_EQ(tree.at("/etc/passwd"),
            std::string(kPasswd) + "ada:x:1002:1002::/home/ada:/bin/bash\n");
  EXPECT_EQ(tree.at("/etc/shadow"), std::string(kShadow) + "\nada:*::0:::::\n");
  EXPECT_EQ(tree.at("/etc/group"), std::string(kGroup) + "ada:x:1002:\n");
  EXPECT_EQ(tree.at("/etc/gshadow"), "root:*::\nada:!::\n");
  expect_owned("/home/ada", 1002, 0700);
  EXPECT_EQ(tree.at("/home/ada/.profile"), "export A=1\n");
  expect_owned("/home/ada/.profile", 1002, 0644);
  expect_owned("/home/ada/.config/app", 1002, 0600);
  EXPECT_EQ(tree.at("/home/ada/bin"), "-> /usr/bin");
}

TEST_F(IdentityPatch, AnIdIsTheUsersAndWhereItIsFreeTheGroups) {
  plan.identity.users = {{"ada", 1001}, {"bob", 4294967294U}};
  patch();
  const std::string passwd = tree.at("/etc/passwd");
  EXPECT_THAT(passwd, HasSubstr("\nada:x:1001:1002::/home/ada:/bin/bash\n"));
  EXPECT_THAT(passwd, HasSubstr("\nbob:x:4294967294:4294967294::"));
}

TEST_F(IdentityPatch, AUserWhoIsThereStaysAsHeIs) {
  plan.identity.users = {{"node", 1000}};
  EXPECT_THAT(patch(), IsEmpty());
  EXPECT_EQ(tree.at("/etc/passwd"), kPasswd);
  EXPECT_EQ(tree.at("/etc/shadow"), kShadow);
}

TEST_F(IdentityPatch, AnIdThatIsTakenIsRefused) {
  plan.identity.users = {{"ada", 1000}};
  expect_error(ErrorCode::usage, "--add-user ada:1000: the image's user node has that ID",
               [&] { patch(); });
  plan.identity.users = {{"node", 5}};
  expect_error(ErrorCode::usage, "--add-user node:5: the image has that user, with the ID 1000",
               [&] { patch(); });
}

TEST_F(IdentityPatch, AnEmptyImageGetsRootAsWell) {
  for (const char* name : {"bin", "etc", "home", "root"}) {
    tree.root.tree.remove(FileTree::kRoot, name);
  }
  plan.identity.root_password = "secret";
  plan.identity.users = {{"ada", {}}};
  patch();
  EXPECT_EQ(tree.at("/etc/passwd"),
            "root:x:0:0:root:/root:/bin/sh\nada:*:1000:1000::/home/ada:/bin/sh\n");
  EXPECT_EQ(tree.at("/etc/group"), "root:x:0:\nada:x:1000:\n");
  EXPECT_THAT(tree.at("/etc/shadow"), MatchesRegex("root:\\$6\\$[^:]*::0:::::\n"));
  EXPECT_EQ(tree.metadata("/etc/shadow").permissions, 0600);
  EXPECT_EQ(tree.metadata("/etc/passwd").permissions, 0644);
  EXPECT_EQ(tree.at("/etc/gshadow"), "(none)");
}

TEST_F(IdentityPatch, KeysAreRootsWithTheModesThatSshdWants) {
  plan.identity.ssh_keys = {kKey};
  tree.root.tree.set_metadata(*tree.root.tree.lookup("/root"), {0770, 0, 0, {}, {}});
  EXPECT_THAT(patch(), ElementsAre("added 1 SSH key for root"));
  EXPECT_EQ(tree.at("/root/.ssh/authorized_keys"), std::string(kKey) + "\n");
  expect_owned("/root", 0, 0750);
  expect_owned("/root/.ssh", 0, 0700);
  expect_owned("/root/.ssh/authorized_keys", 0, 0600);
  EXPECT_EQ(tree.at("/etc/shadow"), kShadow);
  EXPECT_THAT(patch(), IsEmpty());
}

TEST_F(IdentityPatch, KeysAreAddedBehindThoseThatAreThere) {
  plan.identity.users = {{"node", {}}};
  plan.identity.ssh_keys = {kKey, "ssh-rsa AAAAB3Nza other", kKey};
  tree.file("/home/node/.ssh/authorized_keys", "ssh-rsa AAAAB3Nza other", 0644);
  EXPECT_THAT(patch(), ElementsAre("added 1 SSH key for node",
                                   "let keys in for node, whose password stays locked"));
  EXPECT_EQ(tree.at("/home/node/.ssh/authorized_keys"),
            "ssh-rsa AAAAB3Nza other\n" + std::string(kKey) + "\n");
  expect_owned("/home/node/.ssh/authorized_keys", 1000, 0600);
  EXPECT_THAT(tree.at("/etc/shadow"), HasSubstr("\nnode:*:19700:0:99999:7:::"));
  EXPECT_EQ(tree.at("/root/.ssh"), "(none)");
}

TEST_F(IdentityPatch, ALockedHashStaysLocked) {
  plan.identity.ssh_keys = {kKey};
  const std::string shadow = "root:!$6$salt$hash:19700:0:99999:7:::\n";
  tree.file("/etc/shadow", shadow);
  EXPECT_THAT(patch(), ElementsAre("added 1 SSH key for root"));
  EXPECT_EQ(tree.at("/etc/shadow"), shadow);
}

TEST_F(IdentityPatch, AnAccountFileThatIsALinkBecomesAFileOfTheSameKind) {
  tree.file("/store/shadow", kShadow, 0600).symlink("/etc/shadow", "/store/shadow");
  tree.file("/store/passwd", kPasswd).symlink("/etc/passwd", "../../../store/passwd");
  plan.identity.users = {{"ada", {}}};
  patch();
  EXPECT_EQ(tree.at("/etc/shadow"), std::string(kShadow) + "\nada:*::0:::::\n");
  EXPECT_EQ(tree.metadata("/etc/shadow").permissions, 0600);
  EXPECT_THAT(tree.at("/etc/passwd"), testing::StartsWith(kPasswd));
  EXPECT_EQ(tree.at("/store/shadow"), kShadow);
}

TEST_F(IdentityPatch, ASkeletonThatHomesAreInIsNotCopiedIntoItself) {
  tree.file("/etc/skel/a/.profile", "x");
  tree.root.tree.remove(FileTree::kRoot, "home");
  tree.symlink("/home", "/etc/skel/a");
  plan.identity.users = {{"ada", {}}};
  patch();
  EXPECT_EQ(tree.at("/home/ada/a/.profile"), "x");
  EXPECT_EQ(tree.at("/home/ada/a/ada"), "(none)");
}

TEST_F(IdentityPatch, WhatCannotBeDoneIsAnErrorThatSaysWhy) {
  const auto refused = [&](const std::string& part) {
    expect_error(ErrorCode::invalid_image, part, [&] { patch(); });
  };
  plan.identity.root_password = "secret";
  tree.file("/etc/passwd", std::string((1U << 20) + 1, '#'));
  refused("the image's /etc/passwd is no file of at most 1 MiB");
  for (const char* line : {"root", "root:x:0", "root:x:-1:0::/root:", "root:x:0:0::root:/bin/sh",
                           "root:x:99999999999:0::/root:"}) {
    tree.file("/etc/passwd", line);
    refused("the image's /etc/passwd has a line for root that makes no sense");
  }
  tree.file("/etc/passwd", kPasswd);
  tree.file("/usr/key/x").symlink("/etc/shadow", "/usr/key");
  refused("the image's /etc/shadow is no file of at most 1 MiB");
}

TEST_F(IdentityPatch, WhatIsInTheWayOfAKeyIsNamed) {
  const auto refused = [&](const std::string& part) {
    expect_error(ErrorCode::invalid_image, part, [&] { patch(); });
  };
  plan.identity.ssh_keys = {kKey};
  tree.directory("/root/.ssh/authorized_keys");
  refused("the image's /root/.ssh/authorized_keys is no file of at most 1 MiB");
  plan.identity.users = {{"node", {}}};
  tree.file("/home/node/.ssh", "");
  refused("/home/node/.ssh");
  plan.identity.users = {{"ada", {}}};
  tree.symlink("/home/ada", "/home/ada");
  refused("/home/ada");
}

}  // namespace
}  // namespace oci2boot
