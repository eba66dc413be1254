// SPDX-License-Identifier: Apache-2.0
#include "src/image/output_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

using Method = CompressionMethod;
using testing::HasSubstr;

std::optional<Method> method_of(std::string_view output) {
  const OutputChoice choice = choose_output(output, std::nullopt, std::nullopt);
  if (!choice.compression) return std::nullopt;
  return choice.compression->method;
}

std::string refusal(std::string_view output, const std::optional<std::string>& format = {},
                    const std::optional<std::string>& compress = {}) {
  try {
    choose_output(output, format, compress);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    return error.what();
  }
  return "taken";
}

TEST(OutputFormatTest, LeavesTheCompressionOpenWhereTheNameDoes) {
  for (const char* name :
       {"initrd", "initramfs", "initrd.img", "initrd.img-6.1.0", "dir.gz/initramfs-linux.img"}) {
    EXPECT_EQ(method_of(name), std::nullopt) << name;
  }
}

TEST(OutputFormatTest, TakesTheCompressionFromTheExtension) {
  EXPECT_EQ(method_of("initrd.gz"), Method::gzip);
  EXPECT_EQ(method_of("initrd.img.zst"), Method::zstd);
  EXPECT_EQ(method_of("a/b/root.cpio.lz4"), Method::lz4);
  EXPECT_EQ(method_of("root.cpio.bz2"), Method::bzip2);
  EXPECT_EQ(method_of("root.cpio.lzma"), Method::lzma);
  EXPECT_EQ(method_of("initramfs.xz"), Method::xz);
}

TEST(OutputFormatTest, TakesPlainCpioAsNotCompressed) {
  EXPECT_EQ(method_of("root.cpio"), Method::none);
  EXPECT_EQ(choose_output("root.cpio", std::nullopt, "zstd:5").compression,
            (CompressionChoice{Method::zstd, 5}));
}

TEST(OutputFormatTest, StreamsToStandardOutput) {
  const OutputChoice choice = choose_output("-", std::nullopt, "xz");
  EXPECT_TRUE(choice.to_standard_output);
  EXPECT_EQ(choice.compression, at_default_level(Method::xz));
  EXPECT_FALSE(choose_output("./-", "cpio", std::nullopt).to_standard_output);
}

TEST(OutputFormatTest, TakesAnyNameWithAFormat) {
  EXPECT_EQ(choose_output("boot.bin", "initramfs", std::nullopt).compression, std::nullopt);
  EXPECT_EQ(choose_output("boot.gz", "cpio", std::nullopt).compression,
            at_default_level(Method::gzip));
}

TEST(OutputFormatTest, RefusesANameAndAnOptionThatContradictEachOther) {
  EXPECT_THAT(refusal("initrd.gz", {}, "zstd"),
              HasSubstr("the name says gzip and --compress says zstd"));
  EXPECT_THAT(refusal("initrd.gz", {}, "none"), HasSubstr("the name says gzip"));
  EXPECT_EQ(refusal("initrd.gz", {}, "gzip:9"), "taken");
}

TEST(OutputFormatTest, SaysWhatItMakesInsteadOfFormatsToCome) {
  for (const char* name :
       {"disk.img", "disk.raw", "disk.ext4", "disk.qcow2", "root.tar", "root.tar.gz"}) {
    EXPECT_THAT(refusal(name), HasSubstr("cannot be made yet; this version makes an initramfs"))
        << name;
  }
  EXPECT_THAT(refusal("initrd", "qcow2"), HasSubstr("--format: 'qcow2' cannot be made yet"));
  EXPECT_THAT(refusal("initrd", "floppy"), HasSubstr("--format: 'floppy' is not known"));
  EXPECT_THAT(refusal("thing"), HasSubstr("the name tells no format"));
}

TEST(OutputFormatTest, RefusesAFolder) {
  for (const char* name : {"", "out/", ".", ".."}) {
    EXPECT_THAT(refusal(name, "initramfs"), HasSubstr("that is a folder")) << name;
  }
}

}  // namespace
}  // namespace oci2boot
