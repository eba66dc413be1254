// SPDX-License-Identifier: Apache-2.0
#include "src/boot/identity/identity.h"

#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;

constexpr const char* kKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me@home";

TEST(IdentityTest, TheConsoleIsTheFirstAddedUsersElseRoots) {
  Identity identity;
  EXPECT_EQ(console_user(identity), std::nullopt);
  identity.autologin = true;
  EXPECT_EQ(console_user(identity), "root");
  identity.users = {{"ada", {}}, {"bob", {}}};
  EXPECT_EQ(console_user(identity), "ada");
}

TEST(IdentityTest, AUserIsANameAndMaybeAnId) {
  EXPECT_EQ(parse_new_user("ada"), (NewUser{"ada", {}}));
  EXPECT_EQ(parse_new_user("_a-1:4294967294"), (NewUser{"_a-1", 4294967294U}));
}

TEST(IdentityTest, RefusesWhatIsNoUser) {
  for (const char* text : {"",
                           ":1000",
                           "Ada",
                           "a b",
                           "a:b",
                           "a:",
                           "a:0",
                           "a:-1",
                           "a:65535",
                           "a:4294967295",
                           "a:4294967296",
                           "a:10x",
                           "1a",
                           "-a",
                           "a\nroot",
                           "../a",
                           "a:1000:1000",
                           "root",
                           "root:5",
                           "a23456789012345678901234567890123"}) {
    expect_error(ErrorCode::usage, "--add-user " + std::string(text) + ": ",
                 [&] { parse_new_user(text); });
  }
}

TEST(IdentityTest, APasswordIsTheOnlyLineOfItsFile) {
  for (const char* text : {"se cret:ä", "se cret:ä\n", "se cret:ä\r\n"}) {
    EXPECT_EQ(parse_password_file(text, "file"), "se cret:ä");
  }
  EXPECT_EQ(parse_password_file(std::string(511, 'x'), "file").size(), 511U);
}

TEST(IdentityTest, RefusesWhatIsNoPasswordAndDoesNotTellIt) {
  const std::string too_long(512, 'x');
  const std::string texts[] = {"",          "\n",         "secret\n\n",
                               "a\nsecret", "secret\a",   std::string("secret\0", 7),
                               "secret\t",  "secret\x7f", too_long};
  for (const std::string& text : texts) {
    try {
      parse_password_file(text, "pw");
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::usage);
      const std::string message = error.what();
      EXPECT_TRUE(message.starts_with("--root-password-file pw: ")) << message;
      EXPECT_EQ(message.find("secret"), std::string::npos) << message;
      EXPECT_EQ(message.find("xxx"), std::string::npos) << message;
    }
  }
}

TEST(IdentityTest, KeysAreTheLinesThatAreNoComments) {
  const std::string key = kKey;
  const std::string with_options =
      "from=\"10.0.0.0/8\",command=\"echo \\\"a b\\\"\" ecdsa-sha2-nistp256 " + key.substr(12);
  EXPECT_THAT(parse_ssh_keys("# mine\r\n\n  " + key + "\r\n" + with_options, "keys"),
              ElementsAre(key, with_options));
}

TEST(IdentityTest, RefusesWhatIsNoFileOfPublicKeys) {
  const auto refused = [](const std::string& text, const std::string& part) {
    expect_error(ErrorCode::usage, "--ssh-key keys: " + part,
                 [&] { parse_ssh_keys(text, "keys"); });
  };
  refused("", "there is no public key in it");
  refused("# only this\n", "there is no public key in it");
  refused("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r\n", "this is a private key");
  refused(std::string(kKey) + "\nhello\n", "line 2 is no public key");
  refused("ssh-ed25519 AAAA", "line 1 is no public key");
  refused("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5\"AAAA!", "line 1 is no public key");
  refused("---- BEGIN SSH2 PUBLIC KEY ----\n", "line 1 is no public key");
  refused(kKey + std::string("\0", 1), "line 1 is no public key");
}

TEST(IdentityTest, TimeZonesAreNamesThatCannotLeaveTheirFolder) {
  for (const char* name : {"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+1"}) {
    check_timezone(name);
  }
  for (const char* name : {"", "/", "/etc/passwd", "Europe/", "Europe//Berlin", "..", "../passwd",
                           "Europe/../../x", "a b", "a\n"}) {
    expect_error(ErrorCode::usage, "--timezone " + std::string(name) + ": ",
                 [&] { check_timezone(name); });
  }
  expect_error(ErrorCode::usage, "--timezone", [] { check_timezone(std::string(256, 'a')); });
}

}  // namespace
}  // namespace oci2boot
