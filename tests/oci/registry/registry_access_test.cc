// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/registry_access.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "oci/base64.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class RegistryAccess : public testing::Test {
 protected:
  AuthFile file(const std::string& text) {
    std::ofstream(path_) << text;
    return {path_, false};
  }
  AuthFileSummary summary(const std::string& text) { return summarise({file(text)}).front(); }

  TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "auth.json";
};

TEST_F(RegistryAccess, NamesRegistriesAndHelpers) {
  const AuthFileSummary found = summary(
      R"({"auths": {"https://index.docker.io/v1/": {"auth": ")" + base64_encoded("bob:secret") +
      R"("}, "r.example:5000/team": {"auth": ")" + base64_encoded("bob:secret") +
      R"("}, "logged-out.example": {}}, "credsStore": "pass", "credHelpers": {"gcr.io": "gcloud"}})");
  EXPECT_TRUE(found.exists);
  EXPECT_EQ(found.failure, "");
  EXPECT_THAT(found.registries, ElementsAre("docker.io", "r.example:5000/team"));
  EXPECT_THAT(found.helpers, ElementsAre("docker-credential-gcloud"));
  EXPECT_EQ(found.store, "docker-credential-pass");
}

TEST_F(RegistryAccess, TellsWhoMayReadAFile) {
  const AuthFile kept = file("{}");
  std::filesystem::permissions(path_, std::filesystem::perms(0600));
  EXPECT_FALSE(summarise({kept}).front().others_may_read);
  std::filesystem::permissions(path_, std::filesystem::perms(0640));
  EXPECT_TRUE(summarise({kept}).front().others_may_read);
}

TEST_F(RegistryAccess, AFileThatIsNotThereIsNoFailureUnlessItWasNamed) {
  const auto found = summarise({{path_, false}, {path_, true}});
  EXPECT_FALSE(found[0].exists);
  EXPECT_EQ(found[0].failure, "");
  EXPECT_THAT(found[1].failure, HasSubstr("auth.json"));
}

TEST_F(RegistryAccess, ADamagedFileIsNotRepeated) {
  const AuthFileSummary found = summary(R"({"auths": {"r.example": {"auth": "c2VjcmV0"})");
  EXPECT_THAT(found.failure, HasSubstr("no file of credentials"));
  EXPECT_THAT(found.failure, Not(HasSubstr("c2VjcmV0")));
  EXPECT_THAT(found.registries, IsEmpty());
}

}  // namespace
}  // namespace oci2boot
