// SPDX-License-Identifier: Apache-2.0
#include "src/cli/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "oci2boot/error.h"
#include "src/boot/patch.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

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
            "Option 'platfrom' does not exist (--platform does); oci2boot pull --help lists the "
            "options");
  EXPECT_THAT(refusal({"pull", "x", "--off"}), HasSubstr("(--offline does)"));
  EXPECT_EQ(refusal({"cache", "ls", "--all"}),
            "Option 'all' does not exist; oci2boot cache --help lists the options");
}

TEST(CommandLineTest, ACommandThatIsMisspeltIsTakenForTheImage) {
  EXPECT_THAT(refusal({"pul", "alpine"}), HasSubstr("'pul' is taken for the image"));
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
  EXPECT_THAT(refusal({"oci:a", "-o", "initrd", "-q", "--verbose"}), HasSubstr("contradict"));
}

TEST(CommandLineTest, HelpAndVersionNeedNothingElse) {
  EXPECT_THAT(std::get<Information>(command({"--help"})).text, HasSubstr("Usage: oci2boot IMAGE"));
  EXPECT_THAT(std::get<Information>(command({"--version"})).text, testing::StartsWith("oci2boot "));
}

TEST(CommandLineTest, EachCommandHasHelpOfItsOwn) {
  for (const char* name : {"inspect", "pull"}) {
    EXPECT_THAT(std::get<Information>(command({name, "--help"})).text,
                HasSubstr(std::string("Usage: oci2boot ") + name));
  }
  EXPECT_THAT(std::get<Information>(command({"convert", "-h"})).text, HasSubstr("--output"));
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"cache", "--help"}, {"cache", "ls", "--help"}}) {
    EXPECT_THAT(std::get<Information>(command(words)).text, HasSubstr("cache prune"));
  }
}

TEST(CommandLineTest, HelpFitsATerminal) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"-h"},
                                                {"inspect", "-h"},
                                                {"pull", "-h"},
                                                {"cache", "-h"},
                                                {"kernel", "-h"}}) {
    std::istringstream text(std::get<Information>(command(words)).text);
    for (std::string line; std::getline(text, line);) {
      EXPECT_LE(line.size(), 80U) << line;
      EXPECT_EQ(line.find('\t'), std::string::npos) << line;
    }
  }
}

TEST(CommandLineTest, HelpNamesEveryPatch) {
  const std::string text = std::get<Information>(command({"-h"})).text;
  for (const Patch& patch : select_patches({}, RootKind::memory)) {
    EXPECT_THAT(text, testing::ContainsRegex(" " + std::string(patch.name) + "[,\n]"));
  }
}

TEST(CommandLineTest, AWordThatIsNoCommandIsAnImage) {
  EXPECT_EQ(parse({"pulled", "-o", "initrd"}).image.location, "docker.io/library/pulled:latest");
  EXPECT_EQ(parse({"docker://pull", "-o", "initrd"}).image.location,
            "docker.io/library/pull:latest");
}

}  // namespace
}  // namespace oci2boot
