// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/credential_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "oci/base64.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

std::string entry(const std::string& key, const std::string& user, const std::string& password) {
  return "\"" + key + "\": {\"auth\": \"" + base64_encoded(user + ":" + password) + "\"}";
}

std::string auths(const std::string& entries) {
  return "{\"auths\": {" + entries + "}}";
}

/// Who is found; empty for nobody.
std::string user_of(const std::string& text, const std::string& registry,
                    const std::string& repository = "team/app") {
  const AuthFileAnswer answer = look_up(text, registry, repository, "auth.json");
  return answer.credentials ? answer.credentials->username : "";
}

TEST(CredentialStore, ReadsWhatDockerLoginWrites) {
  const AuthFileAnswer answer =
      look_up(auths(entry("quay.example:8443", "bob", "s3:cret")), "quay.example:8443", "a/b", "x");
  ASSERT_TRUE(answer.credentials);
  EXPECT_EQ(answer.credentials->username, "bob");
  EXPECT_EQ(answer.credentials->password, "s3:cret");
  EXPECT_EQ(answer.helper, "");
}

TEST(CredentialStore, AnotherPortIsAnotherRegistry) {
  const std::string text = auths(entry("quay.example:8443", "bob", "x"));
  EXPECT_EQ(user_of(text, "quay.example"), "");
  EXPECT_EQ(user_of(text, "quay.example:844"), "");
}

TEST(CredentialStore, DockerHubHasManyNames) {
  for (const char* key : {"https://index.docker.io/v1/", "index.docker.io", "docker.io",
                          "registry-1.docker.io", "https://registry-1.docker.io/v2/"}) {
    EXPECT_EQ(user_of(auths(entry(key, "bob", "x")), "docker.io"), "bob") << key;
  }
}

TEST(CredentialStore, KeysMayBeUrls) {
  for (const char* key : {"https://r.example", "http://r.example/", "https://r.example/v2/",
                          "r.example/v1/", "https://r.example/any/path"}) {
    EXPECT_EQ(user_of(auths(entry(key, "bob", "x")), "r.example"), "bob") << key;
  }
}

TEST(CredentialStore, TheMostSpecificNamespaceWins) {
  const std::string text =
      auths(entry("r.example", "all", "x") + "," + entry("r.example/team", "team", "x") + "," +
            entry("r.example/team/app", "app", "x"));
  EXPECT_EQ(user_of(text, "r.example", "team/app"), "app");
  EXPECT_EQ(user_of(text, "r.example", "team/other"), "team");
  EXPECT_EQ(user_of(text, "r.example", "teammate/app"), "all");
  EXPECT_EQ(user_of(text, "r.example", "team/app2"), "team");
}

TEST(CredentialStore, ReadsNamePasswordAndIdentityTokenFields) {
  const auto plain =
      look_up(R"({"auths":{"r":{"username":"bob","password":"x"}}})", "r", "a", "f").credentials;
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->username + plain->password, "bobx");
  const auto token =
      look_up(R"({"auths":{"r":{"auth":"Ym9iOg==","identitytoken":"idt"}}})", "r", "a", "f")
          .credentials;
  ASSERT_TRUE(token);
  EXPECT_EQ(token->identity_token, "idt");
  EXPECT_EQ(token->password, "");
}

TEST(CredentialStore, AHelperGoesBeforeEntriesAndAStoreAfterThem) {
  const std::string text =
      R"({"credHelpers":{"r.example":"pass","https://index.docker.io/v1/":"hub"},
    "credsStore":"desktop", "auths":{)" +
      entry("r.example", "a", "x") + "," + entry("s.example", "b", "x") + R"(,"t.example":{}}})";
  EXPECT_EQ(look_up(text, "r.example", "a", "f").helper, "pass");
  EXPECT_EQ(look_up(text, "r.example", "a", "f").helper_key, "r.example");
  EXPECT_EQ(look_up(text, "docker.io", "a", "f").helper, "hub");
  EXPECT_EQ(look_up(text, "docker.io", "a", "f").helper_key, "https://index.docker.io/v1/");
  EXPECT_EQ(user_of(text, "s.example"), "b");
  EXPECT_EQ(look_up(text, "t.example", "a", "f").helper, "desktop");
  EXPECT_EQ(look_up(text, "u.example", "a", "f").helper, "desktop");
}

TEST(CredentialStore, KnowsNobodyInEmptyFiles) {
  for (const char* text : {"", " \n", "{}", R"({"auths":null})", R"({"auths":{}})",
                           R"({"auths":{"r":{}}})", R"({"auths":{"r":{"auth":""}}})",
                           R"({"HttpHeaders":{"User-Agent":"x"},"auths":{"r":null}})"}) {
    EXPECT_EQ(user_of(text, "r"), "") << text;
  }
}

TEST(CredentialStore, BrokenFilesAreNamedButNeverRepeated) {
  for (const char* text :
       {"{\"auths\": SECRET", "[\"SECRET\"]", "\"SECRET\"", R"({"auths":"SECRET"})",
        R"({"auths":{"r":{"auth":"SECRET!"}}})", R"({"auths":{"r":{"auth":"U0VDUkVU"}}})",
        R"({"auths":{"r":{"auth":["SECRET"]}}})",
        R"({"auths":{"r":{"identitytoken":{"SECRET":1}}}})", R"({"credHelpers":{"r":["SECRET"]}})",
        R"({"credsStore":{"SECRET":1}})"}) {
    try {
      look_up(text, "r", "a", "/some/auth.json");
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::failed);
      EXPECT_THAT(error.what(), testing::HasSubstr("/some/auth.json"));
      EXPECT_THAT(error.what(), testing::Not(testing::HasSubstr("SECRET")));
    }
  }
}

TEST(CredentialStore, TheFirstFileThatKnowsTheRegistryDecides) {
  const TemporaryFolder folder;
  const std::string first = folder.write("1.json", auths(entry("other", "no", "x")));
  const std::string second = folder.write("2.json", auths(entry("r", "bob", "x")));
  const std::string third = folder.write("3.json", auths(entry("r", "eve", "x")));
  const auto found =
      find_credentials({{folder / "none", false}, {first}, {second}, {third}}, "r", "a");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->username, "bob");
  EXPECT_EQ(found->origin, second);
  EXPECT_FALSE(find_credentials({{first}}, "r", "a"));
  EXPECT_FALSE(find_credentials({}, "r", "a"));
}

TEST(CredentialStore, AFileThatTheUserNamedMustBeThere) {
  const TemporaryFolder folder;
  expect_error(ErrorCode::failed, "none.json", [&] {
    find_credentials({{folder / "none.json", true}}, "r", "a");
  });
  expect_error(ErrorCode::failed, "not a regular file", [&] {
    find_credentials({{folder.path(), false}}, "r", "a");
  });
}

}  // namespace
}  // namespace oci2boot
