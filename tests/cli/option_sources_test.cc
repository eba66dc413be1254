// SPDX-License-Identifier: Apache-2.0
#include "src/cli/option_sources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "oci2boot/error.h"
#include "src/cli/option_parser.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Two commands, with options of every kind.
std::vector<CommandDescription> commands() {
  const Options of_run = {
      {.names = "m,memory", .kind = OptionKind::once, .value = "SIZE", .reach = Reach::project},
      {.names = "e,env", .kind = OptionKind::many, .value = "NAME", .reach = Reach::project},
      {.names = "offline", .reach = Reach::project},
      {.names = "kernel",
       .kind = OptionKind::once,
       .value = "WHAT",
       .completes = ValueKind::kernel,
       .reach = Reach::project},
      {.names = "volume", .kind = OptionKind::many, .value = "HOST:GUEST"},
      {.names = "cache-dir",
       .kind = OptionKind::once,
       .value = "FOLDER",
       .completes = ValueKind::folder},
      {.names = "quiet"},
      {.names = "verbose", .excludes = {"quiet"}},
      {.names = "force", .reach = Reach::typed},
      no_config_option()};
  const Options of_list = {{.names = "all"}, no_config_option()};
  return {{.name = "run", .options = of_run}, {.name = "cache ls", .options = of_list}};
}

struct Files {
  std::string project;
  std::string user;
};

/// What holds for `run`.
GivenOptions given(const std::vector<std::string>& typed, const Files& files = {},
                   std::map<std::string, std::string, std::less<>> variables = {}) {
  OptionDefaults defaults;
  defaults.variables = std::move(variables);
  defaults.home = "/home/ada";
  defaults.files = [&] {
    return std::vector<ConfigSource>{{"./oci2boot.toml", files.project, Reach::project},
                                     {"config.toml", files.user, Reach::user}};
  };
  const std::vector<CommandDescription> all = commands();
  return with_defaults(parse_options(all[0].options, typed, "oci2boot run"), all[0], all, defaults);
}

std::string refusal(const std::vector<std::string>& typed, const Files& files = {},
                    const std::map<std::string, std::string, std::less<>>& variables = {}) {
  try {
    given(typed, files, variables);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    return error.what();
  }
  ADD_FAILURE() << "was accepted";
  return "";
}

TEST(OptionSourcesTest, TheStrongestSourceHolds) {
  const Files files{"memory = '3G'", "memory = '4G'"};
  EXPECT_EQ(given({"-m", "1G"}, files, {{"OCI2BOOT_MEMORY", "2G"}}).one("memory"), "1G");
  EXPECT_EQ(given({}, files, {{"OCI2BOOT_MEMORY", "2G"}}).one("memory"), "2G");
  EXPECT_EQ(given({}, files).one("memory"), "3G");
  EXPECT_EQ(given({}, {"", files.user}).one("memory"), "4G");
  EXPECT_EQ(given({}).one("memory"), std::nullopt);
}

TEST(OptionSourcesTest, ListsOfSeveralSourcesAreNotJoined) {
  const Files files{"env = ['A=1', 'B=2']", "env = ['C=3']"};
  EXPECT_THAT(given({}, files).all("env"), ElementsAre("A=1", "B=2"));
  EXPECT_THAT(given({"-e", "D=4"}, files).all("env"), ElementsAre("D=4"));
}

TEST(OptionSourcesTest, AListMayBeOneValueInAFileAndALineEachInTheEnvironment) {
  EXPECT_THAT(given({}, {"env = 'A=1 2'", ""}).all("env"), ElementsAre("A=1 2"));
  EXPECT_THAT(given({}, {}, {{"OCI2BOOT_ENV", "A=1 2\n\nB=2\n"}}).all("env"),
              ElementsAre("A=1 2", "B=2"));
}

TEST(OptionSourcesTest, VariablesAreNamedAfterOptions) {
  EXPECT_EQ(given({}, {}, {{"OCI2BOOT_CACHE_DIR", "/c"}}).one("cache-dir"), "/c");
  EXPECT_EQ(given({}, {}, {{"OCI2BOOT_CACHE_DIR", ""}}).one("cache-dir"), std::nullopt);
  EXPECT_TRUE(given({}, {}, {{"OCI2BOOT_OFFLINE", "1"}}).flag("offline"));
  EXPECT_FALSE(given({}, {"offline = true", ""}, {{"OCI2BOOT_OFFLINE", "no"}}).flag("offline"));
  EXPECT_EQ(refusal({}, {}, {{"OCI2BOOT_OFFLINE", "maybe"}}),
            "OCI2BOOT_OFFLINE=maybe: expected 1 or 0, true or false");
}

TEST(OptionSourcesTest, WhatIsDoneThisOnceCanOnlyBeTyped) {
  EXPECT_FALSE(given({}, {}, {{"OCI2BOOT_FORCE", "1"}}).flag("force"));
  EXPECT_THAT(refusal({}, {"", "force = true"}), HasSubstr("config.toml:1: force says what is"));
}

TEST(OptionSourcesTest, AFlagOfAFileCanBeSwitchedOff) {
  EXPECT_TRUE(given({}, {"offline = true", ""}).flag("offline"));
  EXPECT_FALSE(given({"--offline=false"}, {"offline = true", ""}).flag("offline"));
}

TEST(OptionSourcesTest, WhatIsSetForOneCommandIsStrongerThanWhatIsSetForAll) {
  EXPECT_EQ(given({}, {"memory = '1G'\n[run]\nmemory = '2G'", ""}).one("memory"), "2G");
  EXPECT_FALSE(given({}, {"", "quiet = true\n[run]\nverbose = true"}).flag("quiet"));
  EXPECT_FALSE(given({}, {"", "[cache.ls]\nall = true"}).flag("all"));
}

TEST(OptionSourcesTest, WhatConcernsOtherCommandsIsPassedOver) {
  EXPECT_EQ(given({}, {"", "all = true"}).setting("all"), nullptr);
}

TEST(OptionSourcesTest, AProjectOpensNothingOfTheMachine) {
  EXPECT_THAT(refusal({}, {"\nvolume = ['/:/host']", ""}),
              testing::StartsWith("./oci2boot.toml:2: volume is not for a project to set"));
  EXPECT_THAT(refusal({}, {"[run]\nvolume = ['/:/host']", ""}), HasSubstr("not for a project"));
  EXPECT_THAT(refusal({}, {"quiet = true", ""}), HasSubstr("this machine or its user, not the"));
  EXPECT_THAT(given({}, {"", "volume = ['/src:/src']"}).all("volume"), ElementsAre("/src:/src"));
}

TEST(OptionSourcesTest, AProjectNamesFilesInItsOwnFolder) {
  EXPECT_EQ(given({}, {"kernel = 'arch/x86/boot/bzImage'", ""}).one("kernel"),
            "arch/x86/boot/bzImage");
  EXPECT_EQ(given({}, {"kernel = 'image:debian:12'", ""}).one("kernel"), "image:debian:12");
  for (const char* path : {"/boot/vmlinuz", "../vmlinuz", "a/../../vmlinuz", "~/vmlinuz",
                           "image:rootfs:/home", "image:oci:../image:tag"}) {
    EXPECT_THAT(refusal({}, {"kernel = '" + std::string(path) + "'", ""}),
                HasSubstr("in its own folder only"));
  }
  EXPECT_EQ(given({}, {"", "kernel = '/boot/vmlinuz'"}).one("kernel"), "/boot/vmlinuz");
}

TEST(OptionSourcesTest, TheUsersFileMaySpeakOfTheHomeFolder) {
  EXPECT_EQ(given({}, {"", "cache-dir = '~/cache'"}).one("cache-dir"), "/home/ada/cache");
  EXPECT_EQ(given({}, {"", "memory = '~/2G'"}).one("memory"), "~/2G");
}

TEST(OptionSourcesTest, AMistypedKeyIsRecognised) {
  EXPECT_EQ(refusal({}, {"", "\nmemry = 1"}),
            "config.toml:2: memry is the name of no option (did you mean memory?)");
  EXPECT_THAT(refusal({}, {"", "[cache.ls]\nmemory = 1"}), HasSubstr("no option of cache ls"));
  EXPECT_THAT(refusal({}, {"", "[walk]\nmemory = 1"}), HasSubstr("there is no command walk"));
}

TEST(OptionSourcesTest, AValueOfTheWrongKindIsRefused) {
  EXPECT_THAT(refusal({}, {"offline = 1", ""}), HasSubstr("offline is to be true or false"));
  EXPECT_THAT(refusal({}, {"memory = true", ""}), HasSubstr("memory takes a value"));
  EXPECT_THAT(refusal({}, {"memory = ['1G']", ""}), HasSubstr("memory takes one value"));
}

TEST(OptionSourcesTest, FilesAreDoneWithoutWhereNobodyWantsThem) {
  const Files broken{"[", "["};
  EXPECT_THAT(refusal({}, broken), HasSubstr("./oci2boot.toml:1: "));
  EXPECT_EQ(given({"--no-config"}, broken).one("memory"), std::nullopt);
  EXPECT_EQ(given({}, broken, {{"OCI2BOOT_NO_CONFIG", "1"}}).one("memory"), std::nullopt);
  EXPECT_THAT(refusal({}, {"", "no-config = true"}), HasSubstr("for the command line and"));
}

TEST(OptionSourcesTest, OppositesOfOneSourceAreRefused) {
  EXPECT_THAT(refusal({"--quiet", "--verbose"}),
              HasSubstr("--verbose and --quiet contradict each other"));
  EXPECT_THAT(refusal({}, {"", "quiet = true\nverbose = true"}),
              HasSubstr("(--quiet is set by config.toml, --verbose is set by config.toml)"));
  EXPECT_TRUE(given({"--quiet", "--verbose=false"}).flag("quiet"));
}

TEST(OptionSourcesTest, OfOppositesTheOneWithTheStrongerSourceHolds) {
  const GivenOptions typed = given({"--verbose"}, {"", "quiet = true"});
  EXPECT_TRUE(typed.flag("verbose"));
  EXPECT_FALSE(typed.flag("quiet"));
  const GivenOptions other = given({"--quiet"}, {}, {{"OCI2BOOT_VERBOSE", "1"}});
  EXPECT_TRUE(other.flag("quiet"));
  EXPECT_FALSE(other.flag("verbose"));
}

TEST(OptionSourcesTest, AnErrorTellsWhoSetTheOptionThatItNames) {
  const GivenOptions all =
      given({"--quiet"}, {"", "cache-dir = '/x'"}, {{"OCI2BOOT_MEMORY", "big"}});
  EXPECT_EQ(with_origins("--memory big: no", all),
            "--memory big: no (--memory is set by OCI2BOOT_MEMORY)");
  EXPECT_EQ(with_origins("--cache-dir", all), "--cache-dir (--cache-dir is set by config.toml)");
  EXPECT_EQ(with_origins("--memory-size and --quiet", all), "--memory-size and --quiet");
}

}  // namespace
}  // namespace oci2boot
