// SPDX-License-Identifier: Apache-2.0
#include "src/cli/inspect_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

using testing::HasSubstr;
using testing::Not;

Digest digest_of(char letter) {
  return Digest::sha256(std::string(32, letter));
}

Inspection inspection() {
  Inspection image;
  image.name = "alpine:latest";
  image.digest = digest_of('a');
  image.manifest = digest_of('b');
  image.id = digest_of('c');
  image.platforms = {Platform::parse("linux/amd64"), Platform::parse("linux/arm64"),
                     Platform::parse("linux/arm/v7")};
  image.config.platform = Platform::parse("linux/amd64");
  image.config.created = {1'709'210'096, 0};
  image.config.entrypoint = {"/bin/sh", "-c"};
  image.config.cmd = {"echo it's"};
  image.config.env = {"A=1", "B=two words"};
  image.config.labels = {{"k", "v"}};
  image.layers = {
      {"application/vnd.docker.image.rootfs.diff.tar.gzip", digest_of('d'), 5 << 20, std::nullopt},
      {"", std::nullopt, std::nullopt, std::nullopt}};
  return image;
}

TEST(InspectReportTest, TellsEverythingIn80Columns) {
  const auto hex = [](const std::string& two) {
    std::string all = "sha256:";
    for (int i = 0; i < 32; ++i) all += two;
    return all + "\n";
  };
  EXPECT_EQ(
      describe(inspection()),
      "Name     alpine:latest\n"
      "Digest   " +
          hex("61") + "Manifest " + hex("62") + "Image ID " + hex("63") +
          "Platform linux/amd64\n"
          "Also for linux/arm64, linux/arm/v7\n"
          "Created  2024-02-29T12:34:56Z\n"
          "\n"
          "Layer       Size  Digest        Media type\n"
          "    1    5.0 MiB  646464646464  application/vnd.docker.image.rootfs.diff.tar.gzip\n"
          "    2          -  -             -\n"
          "\n"
          "Entrypoint /bin/sh -c\n"
          "Cmd        'echo it'\\''s'\n"
          "Env        A=1\n"
          "           B=two words\n"
          "Labels     k=v\n");
}

TEST(InspectReportTest, TellsHowItBootsOrWhyThatIsNotKnown) {
  Inspection image = inspection();
  image.boot = BootDescription{"/sbin/init",
                               "PID 1",
                               "systemd",
                               "systemd is in the image",
                               "",
                               {"be warned"},
                               {"fstab: emptied it", "hosts: wrote /etc/hosts"}};
  EXPECT_THAT(describe(image), testing::EndsWith("\n\n"
                                                 "Boots   /sbin/init as PID 1\n"
                                                 "Init    systemd\n"
                                                 "Because systemd is in the image\n"
                                                 "Patches fstab: emptied it\n"
                                                 "        hosts: wrote /etc/hosts\n"
                                                 "Note    be warned\n"));
  image.boot = std::nullopt;
  image.boot_unknown = "its layers tell";
  EXPECT_THAT(describe(image), testing::EndsWith("\n\nBoots its layers tell\n"));
}

TEST(InspectReportTest, WhatIsNotThereIsNotMentioned) {
  Inspection image;
  image.name = "root";
  image.config.platform = Platform::parse("linux/amd64");
  image.platforms = {image.config.platform};
  EXPECT_EQ(describe(image),
            "Name     root\n"
            "Platform linux/amd64\n"
            "\n"
            "Layer       Size  Digest        Media type\n");
}

TEST(InspectReportTest, AnImageOfItsOwnHasOneDigest) {
  Inspection image = inspection();
  image.manifest = image.digest;
  EXPECT_THAT(describe(image), Not(HasSubstr("Manifest")));
}

TEST(InspectReportTest, ManyPlatformsTakeSeveralLines) {
  Inspection image = inspection();
  image.platforms.assign(20, Platform::parse("linux/riscv64"));
  EXPECT_THAT(describe(image), HasSubstr("linux/riscv64,\n         linux/riscv64"));
}

TEST(InspectReportTest, KeepsControlCharactersOffTheTerminal) {
  Inspection image = inspection();
  const std::string evil = "\x1b[2J\n";
  image.name = image.config.user = image.layers[0].media_type = evil;
  image.config.env = image.config.cmd = {evil};
  image.config.labels = {{evil, evil}};
  const std::string text = describe(image);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_THAT(text, HasSubstr("User       ?[2J?\n"));
}

TEST(InspectReportTest, ARootFileSystemHasNoDocument) {
  Inspection image;
  image.name = "root";
  expect_error(ErrorCode::usage, "root is a plain root file system", [&] { raw_document(image); });
  image.document = "{}";
  EXPECT_EQ(raw_document(image), "{}");
}

}  // namespace
}  // namespace oci2boot
