// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

extern "C" {
#include "src/init/user.h"
}
#include "tests/init/exact_bytes.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;

constexpr std::string_view kPasswd =
    "root:x:0:0:root:/root:/bin/sh\n"
    "app:x:1000:1001:App:/home/app:/bin/sh\n"
    "app:x:5:5:second:/second:\n"
    "same:x:1000:7::/same:\n"
    "5000:x:6000:6000::/digits:\n"
    "nohome:x:8:8";
constexpr std::string_view kGroup =
    "root:x:0:\n"
    "wheel:x:10:root,app\n"
    "app:x:1001:\n"
    "video:x:27:app,other\n"
    "near:x:28:apple,xapp,ap\n"
    "video:x:99:\n";

/// What was found, in an order that can be compared.
struct Found {
  UserLookup result;
  unsigned uid;
  unsigned gid;
  std::vector<unsigned> groups;
  std::string home;
};

Found find(const char* spec, std::string_view passwd = kPasswd, std::string_view group = kGroup) {
  const ExactBytes passwd_file(passwd);
  const ExactBytes group_file(group);
  auto user = std::make_unique<User>();
  const UserLookup result = find_user(spec, passwd_file.get(), group_file.get(), user.get());
  return {
      result, user->uid, user->gid, {user->groups, user->groups + user->group_count}, user->home};
}

TEST(User, NobodyInParticularIsRootWithItsGroups) {
  for (const char* spec : {static_cast<const char*>(nullptr), "", "root", "0"}) {
    const Found found = find(spec);
    EXPECT_EQ(found.result, kUserFound);
    EXPECT_EQ(found.uid, 0U);
    EXPECT_THAT(found.groups, ElementsAre(0, 10));
    EXPECT_EQ(found.home, "/root");
  }
}

TEST(User, ANameHasItsGroupItsSupplementaryGroupsAndItsHome) {
  const Found found = find("app");
  EXPECT_EQ(found.result, kUserFound);
  EXPECT_EQ(found.uid, 1000U);
  EXPECT_EQ(found.gid, 1001U);
  EXPECT_THAT(found.groups, ElementsAre(1001, 10, 27));
  EXPECT_EQ(found.home, "/home/app");
}

TEST(User, AnIdWithAnEntryIsThatUser) {
  const Found found = find("1000");
  EXPECT_EQ(found.gid, 1001U);
  EXPECT_THAT(found.groups, ElementsAre(1001, 10, 27));
}

TEST(User, AnIdNeedsNoEntry) {
  const Found found = find("65532");
  EXPECT_EQ(found.result, kUserFound);
  EXPECT_EQ(found.uid, 65532U);
  EXPECT_EQ(found.gid, 0U);
  EXPECT_THAT(found.groups, ElementsAre(0));
  EXPECT_EQ(found.home, "/");
}

TEST(User, DigitsAreAnIdEvenWhereANameIsTheSame) {
  EXPECT_EQ(find("5000").uid, 5000U);
  EXPECT_EQ(find("5000").home, "/");
}

TEST(User, AGivenGroupIsTheOnlyOne) {
  EXPECT_EQ(find("app:video").gid, 27U);
  EXPECT_THAT(find("app:video").groups, ElementsAre(27));
  EXPECT_THAT(find("app:4242").groups, ElementsAre(4242));
  EXPECT_THAT(find("7:8").groups, ElementsAre(8));
  EXPECT_EQ(find(":video").uid, 0U);
  EXPECT_EQ(find(":video").gid, 27U);
}

TEST(User, ANameThatNobodyHasIsUnknown) {
  EXPECT_EQ(find("nobody").result, kUserUnknown);
  EXPECT_EQ(find("ap").result, kUserUnknown);
  EXPECT_EQ(find("-5").result, kUserUnknown);
  EXPECT_EQ(find("app:nogroup").result, kGroupUnknown);
  EXPECT_EQ(find("app:vid").result, kGroupUnknown);
}

TEST(User, IdsHaveARange) {
  EXPECT_EQ(find("2147483647:2147483647").result, kUserFound);
  EXPECT_EQ(find("2147483648").result, kIdOutOfRange);
  EXPECT_EQ(find("0:99999999999999999999999").result, kIdOutOfRange);
}

TEST(User, FilesMayBeMissing) {
  EXPECT_EQ(find(nullptr, "", "").result, kUserFound);
  EXPECT_EQ(find(nullptr, "", "").home, "/");
  EXPECT_EQ(find("app", "", "").result, kUserUnknown);
  EXPECT_EQ(find("1:video", "", "").result, kGroupUnknown);
}

TEST(User, ALineWithoutNumbersIsNobody) {
  EXPECT_EQ(find("app", "app:x:abc:1\napp:x:-1:1\napp:x::1\napp\n:::\n\n").result, kUserUnknown);
  EXPECT_EQ(find("app", "app:x:abc:1\napp:x:3:4").uid, 3U);
  EXPECT_EQ(find("nohome").home, "/");
}

TEST(User, AHomeThatIsNoPathIsIgnored) {
  const std::string long_home(PATH_MAX, 'x');
  EXPECT_EQ(find("a", "a:x:1:1::" + long_home + ":").home, "/");
  EXPECT_EQ(find("a", std::string("a:x:1:1::/x\0y:", 14)).home, "/");
  EXPECT_EQ(find("a", "a:x:1:1::" + long_home.substr(1) + ":").home, long_home.substr(1));
}

TEST(User, MoreGroupsThanThereIsRoomForAreLeftOut) {
  std::string group;
  for (int id = 1; id <= 3 * kMaxGroups; ++id) group += "g:x:" + std::to_string(id) + ":app\n";
  const Found found = find("app", kPasswd, group);
  EXPECT_EQ(found.groups.size(), static_cast<std::size_t>(kMaxGroups));
}

}  // namespace
}  // namespace oci2boot
