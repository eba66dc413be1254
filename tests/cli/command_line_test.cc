// SPDX-License-Identifier: Apache-2.0
#include "src/cli/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iterator>
#include <regex>
#include <sstream>

#include "oci2boot/error.h"
#include "src/boot/patch.h"
#include "src/cli/command_table.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string never_asked(const std::string& user) {
  ADD_FAILURE() << "was asked for the password of " << user;
  return "";
}

Command command(const std::vector<std::string>& arguments) {
  return parse_command_line(arguments, never_asked);
}

ConvertRequest parse(const std::vector<std::string>& arguments) {
  return std::get<ConvertCommand>(command(arguments)).request;
}

std::string refusal(const std::vector<std::string>& arguments) {
  try {
    command(arguments);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    return error.what();
  }
  ADD_FAILURE() << "was accepted";
  return "";
}

TEST(CommandLineTest, ConvertMayBeSpelledOut) {
  EXPECT_EQ(parse({"convert", "oci:a", "-o", "initrd"}).image.location, "a");
  EXPECT_EQ(parse({"oci:a", "-o", "initrd"}).image.location, "a");
}

TEST(CommandLineTest, AnOptionThatIsMisspeltIsRecognised) {
  EXPECT_EQ(refusal({"pull", "x", "--platfrom", "linux/arm64"}),
            "there is no option --platfrom (did you mean --platform?); oci2boot pull --help lists "
            "the options");
  EXPECT_THAT(refusal({"pull", "x", "--off"}), HasSubstr("(did you mean --offline?)"));
  EXPECT_EQ(refusal({"cache", "ls", "--all"}),
            "there is no option --all; oci2boot cache ls --help lists the options");
  EXPECT_THAT(refusal({"pull", "x", "-z"}), HasSubstr("there is no option -z;"));
  EXPECT_THAT(refusal({"run", "-d", "x"}), HasSubstr("there is no option -d: a run stays in the"));
  EXPECT_THAT(refusal({"run", "--name", "x"}), HasSubstr("--hostname names the guest; oci2boot"));
  EXPECT_THAT(refusal({"pull", "-d", "x"}), HasSubstr("there is no option -d;"));
}

TEST(CommandLineTest, WhatIsToldInPlaceOfAnOptionIsNotOfOneThatThereIs) {
  for (const CommandDescription& known : command_descriptions()) {
    for (const AbsentOption& absent : known.absent) {
      const Option named{.names = absent.names};
      EXPECT_EQ(find_option(known.options, long_name(named)), nullptr) << absent.names;
      for (const Option& option : known.options) {
        EXPECT_TRUE(letter(option).empty() || letter(option) != letter(named)) << absent.names;
      }
      EXPECT_FALSE(absent.instead.empty()) << absent.names;
      EXPECT_FALSE(absent.instead.ends_with('.')) << absent.names;
    }
  }
}

TEST(CommandLineTest, WhatDockerTakesAnotherWayDoesNoHarm) {
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"run", "-h", "build1", "alpine", "--", "false"}, {"run", "-h", "--", "false"}}) {
    EXPECT_EQ(refusal(words), "-h is --help here; --hostname names the guest");
  }
  EXPECT_THAT(std::get<Information>(command({"run", "-h"})).text, HasSubstr("Usage: "));
  EXPECT_THAT(std::get<Information>(command({"run", "alpine", "--help"})).text,
              HasSubstr("Usage: "));
  EXPECT_EQ(refusal({"run", "--init", "alpine"}),
            "no image is named: --init takes a value, and 'alpine' is it; oci2boot run --help "
            "tells how");
}

TEST(CommandLineTest, AnOptionOfTheGuestsCommandGoesBehindTwoDashes) {
  EXPECT_THAT(refusal({"run", "alpine", "ls", "-z"}),
              HasSubstr("and a command for the guest goes behind --"));
  EXPECT_THAT(refusal({"run", "alpine", "-z", "--", "ls"}), Not(HasSubstr("behind --")));
}

TEST(CommandLineTest, ACommandThatIsMisspeltIsRecognised) {
  EXPECT_EQ(refusal({"pul", "alpine"}),
            "'pul' is no command (did you mean 'pull'?); oci2boot --help lists them");
  EXPECT_THAT(refusal({"cache", "prun"}), HasSubstr("(did you mean 'cache prune'?)"));
  EXPECT_THAT(refusal({"help", "insepct"}), HasSubstr("(did you mean 'inspect'?)"));
  EXPECT_THAT(refusal({"image", "alpine"}), HasSubstr("'image' is taken for the image"));
}

TEST(CommandLineTest, ACommandGoesInFrontOfItsOptions) {
  EXPECT_THAT(refusal({"--quiet", "pull", "alpine"}), HasSubstr("'pull' is a command"));
  EXPECT_EQ(parse({"-q", "docker://pull", "-o", "x.cpio"}).image.location,
            "docker.io/library/pull:latest");
}

TEST(CommandLineTest, ADashIsStandardInputAndOutput) {
  const ConvertRequest request = parse({"-", "-o", "-"});
  EXPECT_EQ(request.image.transport, Transport::standard_input);
  EXPECT_EQ(request.output, "-");
}

TEST(CommandLineTest, WhatFollowsTwoDashesIsTheGuestsCommand) {
  const ConvertRequest request = parse({"oci:a", "-o", "x.cpio", "--", "sh", "-c", "a -- b", "--"});
  EXPECT_THAT(request.boot.command, ElementsAre("sh", "-c", "a -- b", "--"));
}

TEST(CommandLineTest, ValuesAreTakenWhole) {
  const ConvertRequest request = parse({"oci:a",     "-o", "initrd",    "-e",        "A=1,2",
                                        "-e",        "B=", "--env=C==", "--cmdline", "a b",
                                        "--cmdline", "c",  "-p",        "80:80",     "-p",
                                        "81:81/udp", "-m", "1G",        "--cpus",    "2"});
  EXPECT_THAT(request.boot.env, ElementsAre("A=1,2", "B=", "C=="));
  EXPECT_EQ(request.kernel_arguments, "a b c");
  EXPECT_EQ(request.ports.size(), 2U);
  EXPECT_EQ(request.memory_mib, 1024U);
  EXPECT_EQ(request.cpus, 2U);
}

TEST(CommandLineTest, AValueMayBeAsLongAsAnArgument) {
  const std::string variable = "A=" + std::string(100'000, 'a');
  const ConvertRequest request = parse({"oci:a", "-o", "initrd", "--env=" + variable});
  EXPECT_THAT(request.boot.env, ElementsAre(variable));
}

TEST(CommandLineTest, WhatIsNotGivenHasItsDefault) {
  const ConvertRequest request = parse({"oci:a", "-o", "initrd"});
  EXPECT_EQ(request.kernel, "auto");
  EXPECT_EQ(request.boot.init, "auto");
  EXPECT_EQ(request.modules, ModuleSelection::needed);
  EXPECT_FALSE(request.source.platform.has_value());
  EXPECT_FALSE(request.boot.entrypoint.has_value());
  EXPECT_FALSE(request.force);
}

TEST(CommandLineTest, AFlagMayBeSwitchedOff) {
  EXPECT_TRUE(parse({"oci:a", "-o", "initrd", "--force"}).force);
  EXPECT_FALSE(parse({"oci:a", "-o", "initrd", "--force=false"}).force);
}

TEST(CommandLineTest, AnEmptyEntrypointIsGiven) {
  EXPECT_EQ(parse({"oci:a", "-o", "initrd", "--entrypoint", ""}).boot.entrypoint, "");
}

TEST(CommandLineTest, ATarTakesNothingThatIsAboutBooting) {
  EXPECT_EQ(parse({"oci:a", "-o", "x.tar", "--platform", "linux/s390x"}).choice.format,
            OutputFormat::tar);
  const std::vector<std::vector<std::string>> about_booting = {
      {"--kernel", "none"}, {"--modules", "none"},  {"--cmdline", "quiet"}, {"--init", "auto"},
      {"--entrypoint", ""}, {"--env", "A=1"},       {"--user", "root"},     {"--workdir", "/"},
      {"--hostname", "h"},  {"--dns", "192.0.2.1"}, {"--add-host", "a:b"},  {"--no-patch", "all"},
      {"--publish", "1:1"}, {"--memory", "1G"},     {"--cpus", "2"}};
  for (const std::vector<std::string>& option : about_booting) {
    EXPECT_THAT(refusal({"oci:a", "-o", "x.tar", option[0], option[1]}),
                testing::StartsWith(option[0] + " is about booting"));
  }
  EXPECT_THAT(refusal({"oci:a", "-o", "-", "-p", "80:80"}), HasSubstr("--publish is about"));
  EXPECT_THAT(refusal({"oci:a", "-o", "-", "--", "sh"}), HasSubstr("a command behind -- is"));
  EXPECT_EQ(parse({"oci:a", "-o", "-", "--format", "cpio", "-m", "1G"}).memory_mib, 1024U);
}

TEST(CommandLineTest, ADiskIsWhatIsMadeWhereNoOutputIsNamed) {
  const ConvertRequest request = parse({"oci:images/a:v1", "--size", "+2G", "--grow"});
  EXPECT_EQ(request.output, "a-v1.qcow2");
  EXPECT_EQ(request.choice.format, OutputFormat::disk);
  EXPECT_EQ(request.choice.disk.format, DiskFormat::qcow2);
  EXPECT_EQ(request.disk_size.kind, DiskSize::Kind::free);
  EXPECT_EQ(request.disk_size.bytes, std::uint64_t{2} << 30);
  EXPECT_TRUE(request.grow);
}

TEST(CommandLineTest, SaysWhatIsWrong) {
  EXPECT_THAT(refusal({}), HasSubstr("no image"));
  EXPECT_THAT(refusal({"-"}), HasSubstr("no name that an output could be called by"));
  EXPECT_THAT(refusal({"oci:a", "b", "-o", "initrd"}), HasSubstr("'b'"));
  EXPECT_THAT(refusal({"oci:a", "-o", "initrd", "-o", "x"}), HasSubstr("--output is given twice"));
  EXPECT_THAT(refusal({"oci:a", "-o"}), HasSubstr("--help"));
  EXPECT_THAT(refusal({"oci:a", "-o", "initrd", "--modules", "some"}),
              HasSubstr("needed, all or none"));
  EXPECT_THAT(refusal({"oci:a", "-o", "initrd", "-e", "A"}), HasSubstr("NAME=VALUE"));
}

TEST(CommandLineTest, ACacheThatIsNamedByNothingIsNotTheUsualOne) {
  const std::vector<std::vector<std::string>> commands = {{"cache", "ls"},
                                                          {"cache", "prune", "--keep", "0"},
                                                          {"doctor"},
                                                          {"completion", "bash"},
                                                          {"inspect", "oci:a"}};
  for (std::vector<std::string> words : commands) {
    words.insert(words.end(), {"--cache-dir", ""});
    EXPECT_EQ(refusal(words), "--cache-dir names nothing");
  }
}

TEST(CommandLineTest, OptionsThatContradictEachOtherAreRefused) {
  const std::vector<std::vector<std::string>> contradictory = {
      {"oci:a", "-o", "initrd", "-q", "--verbose"},
      {"oci:a", "-o", "initrd", "-q", "--json"},
      {"oci:a", "-o", "initrd", "--offline", "--pull", "always"},
      {"oci:a", "-o", "initrd", "--add-user", "ada", "--no-patch", "identity"},
      {"oci:a", "-o", "initrd", "--add-host", "a:192.0.2.1", "--no-patch", "all"},
      {"oci:a", "-o", "initrd", "--network", "none", "-p", "80:80"},
      {"oci:a", "-o", "initrd", "--kernel", "none", "--modules", "all"},
      {"inspect", "oci:a", "--json", "--raw"},
      {"inspect", "oci:a", "--json", "--html", "x"},
      {"inspect", "oci:a", "--raw", "--html", "x"},
      {"kernel", "add", "x", "--json", "--quiet"},
      {"run", "oci:a", "--rm", "--keep", "x"}};
  for (const std::vector<std::string>& words : contradictory) {
    EXPECT_THAT(refusal(words), HasSubstr("contradict each other"));
  }
}

TEST(CommandLineTest, ADefaultGivesWayToWhatContradictsIt) {
  OptionDefaults defaults;
  defaults.variables = {{"OCI2BOOT_ADD_USER", "ada"}, {"OCI2BOOT_PUBLISH", "80:80"}};
  const std::vector<std::string> words = {"oci:a",    "-o",        "initrd", "--no-patch",
                                          "identity", "--network", "none"};
  const Command made = parse_command_line(words, never_asked, defaults);
  const ConvertRequest& request = std::get<ConvertCommand>(made).request;
  EXPECT_TRUE(request.boot.identity.users.empty());
  EXPECT_TRUE(request.ports.empty());
}

std::string told(const std::vector<std::string>& arguments) {
  return std::get<Information>(command(arguments)).text;
}

TEST(CommandLineTest, HelpAndVersionNeedNothingElse) {
  EXPECT_THAT(told({"--help"}), HasSubstr("Usage: oci2boot IMAGE"));
  EXPECT_EQ(told({"help"}), told({"-h"}));
  EXPECT_THAT(told({"--version"}), testing::StartsWith("oci2boot "));
}

TEST(CommandLineTest, HelpListsEveryCommand) {
  for (const CommandDescription& known : command_descriptions()) {
    EXPECT_THAT(told({"--help"}), HasSubstr("\n  " + known.name + " "));
  }
}

std::vector<std::string> words_of(const std::string& name) {
  std::istringstream stream(name);
  return {std::istream_iterator<std::string>(stream), {}};
}

TEST(CommandLineTest, EachCommandHasHelpWithItsOptionsAndExamples) {
  for (const CommandDescription& known : command_descriptions()) {
    std::vector<std::string> words = words_of(known.name);
    words.insert(words.begin(), "help");
    const std::string text = told(words);
    words.erase(words.begin());
    words.emplace_back("--help");
    EXPECT_EQ(told(words), text);
    EXPECT_THAT(text, HasSubstr("\n\nUsage: oci2boot "));
    EXPECT_FALSE(known.examples.empty()) << known.name;
    EXPECT_FALSE(known.summary.empty()) << known.name;
    for (const Option& option : known.options) {
      EXPECT_THAT(text, HasSubstr("--" + long_name(option)));
      EXPECT_FALSE(option.group.empty()) << known.name << " " << option.names;
      EXPECT_FALSE(option.help.empty()) << known.name << " " << option.names;
      EXPECT_EQ(option.value.empty(), option.kind == OptionKind::flag) << option.names;
    }
  }
}

TEST(CommandLineTest, CommandsOfAKindHaveHelpInCommon) {
  EXPECT_THAT(told({"cache", "--help"}), HasSubstr("cache prune"));
  EXPECT_THAT(told({"cache", "ls", "--help"}), HasSubstr("cache prune"));
  EXPECT_EQ(told({"help", "kernel"}), told({"kernel", "-h"}));
}

TEST(CommandLineTest, HelpOfTheConfigurationNamesEveryOptionOnce) {
  const std::string text = told({"help", "config"});
  for (const CommandDescription& known : command_descriptions()) {
    for (const Option& option : known.options) {
      const std::regex listed("[ ]" + long_name(option) + "[,\n]");
      const auto first = std::sregex_iterator(text.begin(), text.end(), listed);
      EXPECT_EQ(std::distance(first, std::sregex_iterator()), 1) << long_name(option);
    }
  }
}

TEST(CommandLineTest, HelpFitsATerminal) {
  std::vector<std::vector<std::string>> pages = {{"-h"}, {"help", "config"}};
  for (const CommandDescription& known : command_descriptions()) {
    pages.push_back(words_of(known.name));
    pages.back().emplace_back("-h");
    pages.push_back({"help", words_of(known.name).front()});
  }
  for (const std::vector<std::string>& words : pages) {
    std::istringstream text(told(words));
    for (std::string line; std::getline(text, line);) {
      EXPECT_LE(line.size(), 80U) << line;
      EXPECT_EQ(line.find('\t'), std::string::npos) << line;
      EXPECT_FALSE(line.ends_with(' ')) << line;
    }
  }
}

TEST(CommandLineTest, HelpHasColoursWhereTheyAreWanted) {
  const Command plain = parse_command_line(std::vector<std::string>{"-h"}, never_asked);
  const Command coloured =
      parse_command_line(std::vector<std::string>{"-h"}, never_asked, {}, TextStyle(true));
  EXPECT_EQ(std::get<Information>(plain).text.find('\033'), std::string::npos);
  EXPECT_THAT(std::get<Information>(coloured).text, HasSubstr("\033[1mUsage:\033[0m oci2boot"));
}

TEST(CommandLineTest, HelpNamesEveryPatch) {
  const std::string text = told({"convert", "-h"});
  for (const Patch& patch : select_patches({}, RootKind::memory)) {
    EXPECT_THAT(text, testing::ContainsRegex(" " + std::string(patch.name) + "[,\n]"));
  }
}

TEST(CommandLineTest, NoOptionContradictsOneThatItsCommandHasNot) {
  for (const CommandDescription& known : command_descriptions()) {
    for (const Option& option : known.options) {
      for (const std::string& other : option.excludes) {
        EXPECT_NE(find_option(known.options, other), nullptr) << known.name << " " << other;
      }
    }
  }
}

TEST(CommandLineTest, NothingThatOpensThisMachineIsForAProjectToSet) {
  for (const CommandDescription& known : command_descriptions()) {
    for (const char* name : {"volume", "publish", "device", "qemu-arg", "creds", "authfile",
                             "ca-cert", "plain-http", "mirror", "limit", "cache-dir", "ssh-key",
                             "root-password-file", "output", "keep", "force", "html"}) {
      const Option* option = find_option(known.options, name);
      if (option == nullptr) continue;
      EXPECT_LT(option->reach, Reach::project) << known.name << " " << name;
    }
  }
}

TEST(CommandLineTest, DefaultsHoldWhereTheCommandLineSaysNothing) {
  OptionDefaults defaults;
  defaults.variables = {{"OCI2BOOT_MEMORY", "2G"}, {"OCI2BOOT_CPUS", "many"}};
  const std::vector<std::string> words = {"oci:a", "-o", "initrd", "--cpus", "3"};
  const Command made = parse_command_line(words, never_asked, defaults);
  EXPECT_EQ(std::get<ConvertCommand>(made).request.memory_mib, 2048U);
  EXPECT_EQ(std::get<ConvertCommand>(made).request.cpus, 3U);
}

TEST(CommandLineTest, CompletionBearsDefaultsThatAreWrong) {
  OptionDefaults defaults;
  defaults.files = [] {
    return std::vector<ConfigSource>{{"./oci2boot.toml", "memry = 1", Reach::project}};
  };
  const auto made = [&](const std::vector<std::string>& words) {
    return parse_command_line(words, never_asked, defaults);
  };
  EXPECT_EQ(std::get<CompletionCommand>(made({"completion", "bash"})).what, "bash");
  EXPECT_THROW(made({"cache", "ls"}), Error);
}

TEST(CommandLineTest, ATarTakesDefaultsThatAreAboutBootingForWhatTheyAre) {
  OptionDefaults defaults;
  defaults.variables = {{"OCI2BOOT_MEMORY", "2G"}, {"OCI2BOOT_SIZE", "2G"}};
  const std::vector<std::string> words = {"oci:a", "-o", "x.tar"};
  const Command made = parse_command_line(words, never_asked, defaults);
  EXPECT_FALSE(std::get<ConvertCommand>(made).request.memory_mib.has_value());
}

TEST(CommandLineTest, RunHasOneStatusForItsOwnFailures) {
  EXPECT_EQ(own_status(std::vector<std::string>{"run", "x"}, 2), 125);
  EXPECT_EQ(own_status(std::vector<std::string>{"pull", "x"}, 2), 2);
  EXPECT_EQ(own_status({}, 2), 2);
}

TEST(CommandLineTest, AWordThatIsNoCommandIsAnImage) {
  EXPECT_EQ(parse({"pulled", "-o", "initrd"}).image.location, "docker.io/library/pulled:latest");
  EXPECT_EQ(parse({"docker://pull", "-o", "initrd"}).image.location,
            "docker.io/library/pull:latest");
}

}  // namespace
}  // namespace oci2boot
