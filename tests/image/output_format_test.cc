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

OutputFormat format_of(std::string_view output) {
  return choose_output(output, std::nullopt, std::nullopt).format;
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

TEST(OutputFormatTest, TakesPlainArchivesAsNotCompressed) {
  EXPECT_EQ(method_of("root.cpio"), Method::none);
  EXPECT_EQ(method_of("root.tar"), Method::none);
  EXPECT_EQ(choose_output("root.cpio", std::nullopt, "zstd:5").compression,
            (CompressionChoice{Method::zstd, 5}));
  EXPECT_EQ(choose_output("root.tar", std::nullopt, "gzip:9").compression,
            (CompressionChoice{Method::gzip, 9}));
}

TEST(OutputFormatTest, TakesATarByItsExtension) {
  for (const char* name : {"root.tar", "a.b/root.tar.gz", "root.tar.zst", "root.tar.lz4", ".tar",
                           "root.tgz", "root.tzst", "root.txz", "root.tbz2", "initrd.tar"}) {
    EXPECT_EQ(format_of(name), OutputFormat::tar) << name;
  }
  EXPECT_EQ(method_of("root.tgz"), Method::gzip);
  EXPECT_EQ(method_of("root.tzst"), Method::zstd);
  EXPECT_EQ(method_of("root.txz"), Method::xz);
  EXPECT_EQ(method_of("root.tbz2"), Method::bzip2);
  EXPECT_EQ(method_of("root.tar.lzma"), Method::lzma);
  for (const char* name : {"initrd", "initramfs.gz", "root.cpio", "root.cpio.zst"}) {
    EXPECT_EQ(format_of(name), OutputFormat::initramfs) << name;
  }
}

TEST(OutputFormatTest, StreamsToStandardOutput) {
  const OutputChoice choice = choose_output("-", std::nullopt, "xz");
  EXPECT_TRUE(choice.to_standard_output);
  EXPECT_EQ(choice.format, OutputFormat::tar);
  EXPECT_EQ(choice.compression, at_default_level(Method::xz));
  EXPECT_EQ(choose_output("-", "cpio", std::nullopt).format, OutputFormat::initramfs);
  EXPECT_EQ(choose_output("-", "tar", std::nullopt).format, OutputFormat::tar);
  EXPECT_FALSE(choose_output("./-", "cpio", std::nullopt).to_standard_output);
}

TEST(OutputFormatTest, TakesAnyNameWithAFormat) {
  EXPECT_EQ(choose_output("boot.bin", "initramfs", std::nullopt).compression, std::nullopt);
  EXPECT_EQ(choose_output("boot.gz", "cpio", std::nullopt).compression,
            at_default_level(Method::gzip));
  EXPECT_EQ(choose_output("layer", "tar", std::nullopt).format, OutputFormat::tar);
  EXPECT_EQ(choose_output("layer.zst", "tar", std::nullopt).compression,
            at_default_level(Method::zstd));
}

TEST(OutputFormatTest, RefusesANameAndAnOptionThatContradictEachOther) {
  EXPECT_THAT(refusal("initrd.gz", {}, "zstd"),
              HasSubstr("the name says gzip and --compress says zstd"));
  EXPECT_THAT(refusal("initrd.gz", {}, "none"), HasSubstr("the name says gzip"));
  EXPECT_EQ(refusal("initrd.gz", {}, "gzip:9"), "taken");
  EXPECT_THAT(refusal("root.tgz", {}, "zstd"), HasSubstr("the name says gzip"));
  EXPECT_THAT(refusal("root.tar", "initramfs"),
              HasSubstr("the name says tar and --format says initramfs"));
  EXPECT_THAT(refusal("initrd", "tar"),
              HasSubstr("the name says initramfs and --format says tar; change one of them"));
}

TEST(OutputFormatTest, SaysWhatItMakesInsteadOfFormatsToCome) {
  for (const char* name : {"disk.img", "disk.raw", "disk.ext4", "disk.qcow2", "disk.qcow2.gz"}) {
    EXPECT_THAT(refusal(name),
                HasSubstr("cannot be made yet; this version makes an initramfs or a tar"))
        << name;
  }
  EXPECT_THAT(refusal("x", "qcow2"), HasSubstr("--format: 'qcow2' cannot be made yet"));
  EXPECT_THAT(refusal("x", "floppy"), HasSubstr("--format: 'floppy' is not known"));
  EXPECT_THAT(refusal("thing"), HasSubstr("the name tells no format"));
}

TEST(OutputFormatTest, RefusesAFolder) {
  for (const char* name : {"", "out/", ".", ".."}) {
    EXPECT_THAT(refusal(name, "initramfs"), HasSubstr("that is a folder")) << name;
  }
}

}  // namespace
}  // namespace oci2boot
