// SPDX-License-Identifier: Apache-2.0
#include "src/cli/surroundings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;

/// Each test starts with none of the variables and leaves them as they were.
class SurroundingsTest : public testing::Test {
 protected:
  static constexpr const char* kVariables[] = {"TMPDIR",
                                               "HOME",
                                               "XDG_DATA_HOME",
                                               "XDG_CACHE_HOME",
                                               "XDG_CONFIG_HOME",
                                               "XDG_RUNTIME_DIR",
                                               "OCI2BOOT_KERNELS",
                                               "OCI2BOOT_MIRRORS",
                                               "SOURCE_DATE_EPOCH",
                                               "REGISTRY_AUTH_FILE",
                                               "DOCKER_CONFIG",
                                               "DOCKER_HOST",
                                               "http_proxy",
                                               "HTTP_PROXY",
                                               "https_proxy",
                                               "HTTPS_PROXY",
                                               "all_proxy",
                                               "ALL_PROXY",
                                               "no_proxy",
                                               "NO_PROXY",
                                               "TERM"};

  SurroundingsTest() {
    for (const char* name : kVariables) {
      const char* value = std::getenv(name);
      before_.emplace_back(value == nullptr ? std::optional<std::string>() : value);
      unsetenv(name);
    }
  }
  ~SurroundingsTest() override {
    for (std::size_t i = 0; i < before_.size(); ++i) {
      unsetenv(kVariables[i]);
      if (before_[i]) setenv(kVariables[i], before_[i]->c_str(), 1);
    }
  }

  static void set(const char* name, const std::string& value) { setenv(name, value.c_str(), 1); }

  static std::vector<std::string> auth_files() {
    std::vector<std::string> found;
    for (const AuthFile& file : surroundings_of_process().registry.auth_files) {
      found.push_back((file.required ? "required " : "") + file.path.string());
    }
    return found;
  }

  TemporaryFolder folder_;

 private:
  std::vector<std::optional<std::string>> before_;
};

TEST_F(SurroundingsTest, WithoutAHomeNothingIsKept) {
  const Surroundings surroundings = surroundings_of_process();
  EXPECT_EQ(surroundings.scratch_folder, "/var/tmp");
  EXPECT_EQ(surroundings.cache_folder, "");
  EXPECT_EQ(surroundings.kernel_store, "");
  EXPECT_FALSE(surroundings.source_date.has_value());
}

TEST_F(SurroundingsTest, FoldersAreBelowHome) {
  set("HOME", "/home/me");
  EXPECT_EQ(surroundings_of_process().cache_folder, "/home/me/.cache/oci2boot");
  EXPECT_EQ(surroundings_of_process().kernel_store, "/home/me/.local/share/oci2boot/kernels");
}

TEST_F(SurroundingsTest, FoldersOfTheXdgSpecificationAreUsedWhenTheyAreAbsolute) {
  set("HOME", "/home/me");
  set("XDG_CACHE_HOME", "/cache");
  set("XDG_DATA_HOME", "relative");
  EXPECT_EQ(surroundings_of_process().cache_folder, "/cache/oci2boot");
  EXPECT_EQ(surroundings_of_process().kernel_store, "/home/me/.local/share/oci2boot/kernels");
  set("XDG_CACHE_HOME", "relative");
  EXPECT_EQ(surroundings_of_process().cache_folder, "/home/me/.cache/oci2boot");
}

TEST_F(SurroundingsTest, CredentialsAreLookedForWherePodmanAndDockerKeepThem) {
  set("HOME", "/home/me");
  EXPECT_THAT(auth_files(),
              ElementsAre("/run/containers/" + std::to_string(getuid()) + "/auth.json",
                          "/home/me/.config/containers/auth.json", "/home/me/.docker/config.json"));
  set("XDG_RUNTIME_DIR", "/run/user/1");
  set("XDG_CONFIG_HOME", "/config");
  set("DOCKER_CONFIG", "/docker");
  EXPECT_THAT(auth_files(), ElementsAre("/run/user/1/containers/auth.json",
                                        "/config/containers/auth.json", "/docker/config.json"));
}

TEST_F(SurroundingsTest, AFileOfCredentialsThatIsNamedReplacesTheOthersAndMustExist) {
  set("HOME", "/home/me");
  set("REGISTRY_AUTH_FILE", "mine.json");
  EXPECT_THAT(auth_files(), ElementsAre("required mine.json"));
}

TEST_F(SurroundingsTest, CertificatesAreOnesOwnFirst) {
  set("HOME", "/home/me");
  EXPECT_THAT(surroundings_of_process().registry.certificate_folders,
              ElementsAre("/home/me/.config/containers/certs.d", "/etc/containers/certs.d",
                          "/etc/docker/certs.d"));
}

TEST_F(SurroundingsTest, MirrorsAreSeparatedBySpacesOrCommas) {
  set("OCI2BOOT_MIRRORS", " a.example,quay.io=b.example/x  c:5000 ");
  const std::vector<Mirror> mirrors = surroundings_of_process().registry.mirrors;
  ASSERT_EQ(mirrors.size(), 3U);
  EXPECT_EQ(mirrors[0].location, "a.example");
  EXPECT_EQ(mirrors[1].registry, "quay.io");
  EXPECT_EQ(mirrors[2].location, "c:5000");
  set("OCI2BOOT_MIRRORS", "https://a.example");
  expect_error(ErrorCode::usage, "OCI2BOOT_MIRRORS https://a.example: expected",
               [] { surroundings_of_process(); });
}

TEST_F(SurroundingsTest, ProxiesAreReadInSmallLettersFirst) {
  set("HTTPS_PROXY", "http://capital");
  set("https_proxy", "http://small");
  set("NO_PROXY", "localhost");
  set("ALL_PROXY", "http://all");
  const Proxies proxies = surroundings_of_process().registry.proxies;
  EXPECT_EQ(proxies.https, "http://small");
  EXPECT_EQ(proxies.http, "http://all");
  EXPECT_EQ(proxies.none, "localhost");
}

TEST_F(SurroundingsTest, TheEngineIsTheOneThatIsNamed) {
  set("DOCKER_HOST", "tcp://engine:2375");
  EXPECT_EQ(surroundings_of_process().docker_host, "tcp://engine:2375");
}

TEST_F(SurroundingsTest, ARootlessEngineIsFoundWhereThereIsNoOther) {
  set("XDG_RUNTIME_DIR", folder_.path());
  const std::string system = "/var/run/docker.sock";
  EXPECT_EQ(surroundings_of_process().docker_host, "unix://" + system);
  const std::string rootless = folder_.write("docker.sock", "");
  EXPECT_EQ(surroundings_of_process().docker_host,
            "unix://" + (std::filesystem::exists(system) ? system : rootless));
}

TEST_F(SurroundingsTest, ASourceDateIsANumber) {
  set("SOURCE_DATE_EPOCH", "12");
  EXPECT_EQ(surroundings_of_process().source_date, (Timestamp{12, 0}));
  set("SOURCE_DATE_EPOCH", "today");
  expect_error(ErrorCode::usage, "SOURCE_DATE_EPOCH", [] { surroundings_of_process(); });
}

TEST_F(SurroundingsTest, ADumbTerminalMovesNoCursor) {
  EXPECT_FALSE(terminal_moves_cursor());
  set("TERM", "dumb");
  EXPECT_FALSE(terminal_moves_cursor());
  set("TERM", "xterm");
  EXPECT_TRUE(terminal_moves_cursor());
}

}  // namespace
}  // namespace oci2boot
