// SPDX-License-Identifier: Apache-2.0
#include "src/cli/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ConvertRequest parse(const std::vector<std::string>& arguments) {
  return std::get<ConvertRequest>(parse_command_line(arguments));
}

std::string refusal(const std::vector<std::string>& arguments) {
  try {
    parse_command_line(arguments);
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
  EXPECT_FALSE(request.platform.has_value());
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

TEST(CommandLineTest, SaysWhatIsWrong) {
  EXPECT_THAT(refusal({}), HasSubstr("no image"));
  EXPECT_THAT(refusal({"oci:a"}), HasSubstr("no output"));
  EXPECT_THAT(refusal({"oci:a", "b", "-o", "initrd"}), HasSubstr("'b'"));
  EXPECT_THAT(refusal({"oci:a", "-o", "initrd", "-o", "x"}), HasSubstr("--output is given twice"));
  EXPECT_THAT(refusal({"oci:a", "-o"}), HasSubstr("--help"));
  EXPECT_THAT(refusal({"oci:a", "-o", "initrd", "--modules", "all"}), HasSubstr("needed or none"));
  EXPECT_THAT(refusal({"oci:a", "-o", "initrd", "-e", "A"}), HasSubstr("NAME=VALUE"));
  EXPECT_THAT(refusal({"oci:a", "-o", "initrd", "-q", "--verbose"}), HasSubstr("contradict"));
}

TEST(CommandLineTest, HelpAndVersionNeedNothingElse) {
  EXPECT_THAT(std::get<Information>(parse_command_line(std::vector<std::string>{"--help"})).text,
              HasSubstr("Usage: oci2boot IMAGE"));
  EXPECT_THAT(std::get<Information>(parse_command_line(std::vector<std::string>{"--version"})).text,
              testing::StartsWith("oci2boot "));
}

}  // namespace
}  // namespace oci2boot
