// SPDX-License-Identifier: Apache-2.0
#include "src/cli/source_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;

SourceRequest parse(
    const std::vector<std::string>& arguments,
    const PasswordPrompt& ask = [](const std::string&) { return "typed"; }) {
  Options options;
  declare_source_options(options);
  options.push_back(jobs_option());
  return source_request(parse_options(options, arguments, "test"), ask);
}

void expect_refused(const std::string& part, const std::vector<std::string>& arguments) {
  expect_error(ErrorCode::usage, part, [&] { parse(arguments); });
}

std::vector<std::string> mirrors_of(const SourceRequest& request) {
  std::vector<std::string> found;
  for (const Mirror& mirror : request.mirrors) {
    found.push_back(mirror.registry + " at " + mirror.location);
  }
  return found;
}

TEST(SourceOptionsTest, WithoutOptionsTheCacheIsAskedFirst) {
  const SourceRequest request = parse({});
  EXPECT_EQ(request.pull, Pull::missing);
  EXPECT_FALSE(request.credentials.has_value());
  EXPECT_FALSE(request.parallel_downloads.has_value());
  EXPECT_FALSE(request.plain_http);
}

TEST(SourceOptionsTest, EveryOptionArrives) {
  const SourceRequest request =
      parse({"--platform", "arm64", "--authfile", "a", "--ca-cert", "c", "--plain-http", "--pull",
             "always", "--cache-dir", "d", "--parallel", "7", "--jobs", "3", "--limit", "entries=5",
             "--limit", "layers=none"});
  EXPECT_EQ(request.platform->text(), "linux/arm64");
  EXPECT_EQ(request.auth_file, "a");
  EXPECT_EQ(request.ca_certificate, "c");
  EXPECT_TRUE(request.plain_http);
  EXPECT_EQ(request.pull, Pull::always);
  EXPECT_EQ(request.cache_folder, "d");
  EXPECT_EQ(request.parallel_downloads, 7U);
  EXPECT_EQ(request.jobs, 3U);
  EXPECT_EQ(request.limits.entries, 5U);
  EXPECT_EQ(request.limits.layers, UINT64_MAX);
}

TEST(SourceOptionsTest, APasswordMayHoldColons) {
  const Credentials credentials = *parse({"--creds", "me:a:b"}).credentials;
  EXPECT_EQ(credentials.username, "me");
  EXPECT_EQ(credentials.password, "a:b");
  EXPECT_EQ(credentials.origin, "--creds");
  EXPECT_EQ(parse({"--creds", "me:"}).credentials->password, "");
}

TEST(SourceOptionsTest, APasswordThatIsMissingIsAskedFor) {
  std::string asked;
  const SourceRequest request = parse({"--creds", "me"}, [&](const std::string& user) {
    asked = user;
    return std::string("typed");
  });
  EXPECT_EQ(asked, "me");
  EXPECT_EQ(request.credentials->password, "typed");
}

TEST(SourceOptionsTest, NobodyIsAskedForAPasswordWhenOtherOptionsAreWrong) {
  expect_error(ErrorCode::usage, "--parallel", [] {
    parse({"--creds", "me", "--parallel", "0"}, [](const std::string&) -> std::string {
      ADD_FAILURE() << "was asked";
      return "";
    });
  });
}

TEST(SourceOptionsTest, APasswordIsNeverRepeated) {
  try {
    parse({"--creds", ":hunter2"});
    ADD_FAILURE() << "was accepted";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::Not(testing::HasSubstr("hunter2")));
  }
}

TEST(SourceOptionsTest, AMirrorIsOfDockerHubUnlessItSays) {
  EXPECT_THAT(mirrors_of(parse({"--mirror", "m.example", "--mirror", "quay.io=m:5000/cache/"})),
              ElementsAre("docker.io at m.example", "quay.io at m:5000/cache"));
  EXPECT_THAT(mirrors_of(parse({"--mirror", "index.docker.io=[::1]:5000"})),
              ElementsAre("docker.io at [::1]:5000"));
}

TEST(SourceOptionsTest, RefusesWhatIsNoMirror) {
  for (const char* text : {"", "=m", "a=", "https://m.example", "m//x", "a b", "m:", "/x"}) {
    expect_refused("expected [REGISTRY=]HOST[:PORT][/PATH]", {"--mirror", text});
  }
}

TEST(SourceOptionsTest, OfflineNeverAsksTheRegistry) {
  EXPECT_EQ(parse({"--offline"}).pull, Pull::never);
  EXPECT_EQ(parse({"--offline", "--pull", "never"}).pull, Pull::never);
  expect_refused("contradict", {"--offline", "--pull", "always"});
}

TEST(SourceOptionsTest, SaysWhatIsWrong) {
  expect_refused("always, missing or never", {"--pull", "sometimes"});
  expect_refused("--authfile names nothing", {"--authfile", ""});
  expect_refused("--parallel 33: expected a number from 1 to 32", {"--parallel", "33"});
  expect_refused("--jobs 0: expected a number from 1 to 64", {"--jobs", "0"});
  expect_refused("--creds is given twice", {"--creds", "a:b", "--creds", "c:d"});
}

}  // namespace
}  // namespace oci2boot
