// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "oci/registry/credential_store.h"
#include "tests/oci/registry/programs_test.h"
#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

class CredentialHelper : public ProgramsTest {
 protected:
  void write_helper(const std::string& script) const {
    write_program("docker-credential-test", script);
  }
};

TEST_F(CredentialHelper, IsAskedForTheServerOnItsStandardInput) {
  write_helper(R"(read -r server || true
printf '{"ServerURL":"%s","Username":"%s of %s","Secret":"pw"}' "$server" "$1" "$server")");
  const auto found = ask_credential_helper("test", "https://index.docker.io/v1/");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->username, "get of https://index.docker.io/v1/");
  EXPECT_EQ(found->password, "pw");
}

TEST_F(CredentialHelper, MayGiveAnIdentityToken) {
  write_helper(R"(echo '{"ServerURL":"r","Username":"<token>","Secret":"idt"}')");
  const auto found = ask_credential_helper("test", "r");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->username, "");
  EXPECT_EQ(found->password, "");
  EXPECT_EQ(found->identity_token, "idt");
}

TEST_F(CredentialHelper, MayKnowNothing) {
  write_helper("echo 'credentials not found in native keychain'; exit 1");
  EXPECT_FALSE(ask_credential_helper("test", "r"));
  write_helper("echo 'Error: credentials not found in native keychain' >&2; exit 1");
  EXPECT_FALSE(ask_credential_helper("test", "r"));
  write_helper(R"(echo '{"Username":"","Secret":""}')");
  EXPECT_FALSE(ask_credential_helper("test", "r"));
}

TEST_F(CredentialHelper, NeedsNoOneToReadItsInputAndMayIgnoreIt) {
  write_helper(R"(exec <&-; echo '{"Username":"bob","Secret":"x"}')");
  EXPECT_EQ(ask_credential_helper("test", std::string(300'000, 'x'))->username, "bob");
}

TEST_F(CredentialHelper, ItsFailureIsToldInItsOwnWords) {
  write_helper("echo 'pass not initialized' >&2; exit 3");
  expect_error(ErrorCode::failed,
               "docker-credential-test failed with exit status 3: pass not initialized",
               [] { ask_credential_helper("test", "r"); });
  write_helper("kill -9 $$");
  expect_error(ErrorCode::failed, "exit status 137", [] { ask_credential_helper("test", "r"); });
}

TEST_F(CredentialHelper, ItsSecretIsNeverRepeated) {
  for (const char* script :
       {R"(echo '{"Username":"bob","Secret":"SECRET"}'; exit 1)",
        R"(echo '{"Username":"bob","Secret":"SECRET"')",
        R"(echo '{"Username":["SECRET"],"Secret":"SECRET"}')", R"(echo 'SECRET')"}) {
    write_helper(script);
    try {
      ask_credential_helper("test", "r");
      ADD_FAILURE() << script;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::failed);
      EXPECT_THAT(error.what(), testing::Not(testing::HasSubstr("SECRET"))) << script;
    }
  }
}

TEST_F(CredentialHelper, OneThatIsNotInstalledIsAMissingTool) {
  expect_error(ErrorCode::missing_tool, "docker-credential-nowhere is not installed",
               [] { ask_credential_helper("nowhere", "r"); });
}

TEST_F(CredentialHelper, IsRunFromPathOnly) {
  write_program("evil", "echo '{}'");
  for (const std::string& name :
       {std::string("/evil"), "../" + folder_ / "evil", std::string(""), std::string("a b"),
        std::string("a;b"), std::string("a\nb"), std::string("a\0b", 3), std::string(200, 'a')}) {
    expect_error(ErrorCode::failed, "not a plain file name",
                 [&] { ask_credential_helper(name, "r"); });
  }
}

TEST_F(CredentialHelper, ThatWritesWithoutEndIsStopped) {
  write_helper("while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done");
  expect_error(ErrorCode::failed, "writes more than 65536 bytes",
               [] { ask_credential_helper("test", "r"); });
}

TEST_F(CredentialHelper, ItsAnswerTellsTheHelperAndTheFileThatNamesIt) {
  write_helper(R"(echo '{"Username":"bob","Secret":"x"}')");
  const std::string file = folder_.write("config.json", R"({"credsStore":"test"})");
  const auto found = find_credentials({{file}}, "r.example", "a");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->origin, "docker-credential-test (from " + file + ")");
}

TEST_F(CredentialHelper, ThatKnowsNothingLeavesItToTheNextFile) {
  write_helper("echo 'credentials not found in native keychain'; exit 1");
  const std::string first = folder_.write("1.json", R"({"credsStore":"test"})");
  const std::string second =
      folder_.write("2.json", R"({"auths":{"r.example":{"auth":"Ym9iOng="}}})");
  EXPECT_EQ(find_credentials({{first}, {second}}, "r.example", "a")->username, "bob");
  const std::string broken = folder_.write("3.json", R"({"credsStore":"nowhere"})");
  expect_error(ErrorCode::missing_tool, broken,
               [&] { find_credentials({{broken}}, "r.example", "a"); });
}

}  // namespace
}  // namespace oci2boot
