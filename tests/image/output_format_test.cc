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

TEST(OutputFormatTest, TakesADiskByItsExtension) {
  const auto disk_of = [](std::string_view name) {
    const OutputChoice choice = choose_output(name, std::nullopt, std::nullopt);
    EXPECT_EQ(choice.format, OutputFormat::disk) << name;
    return choice.disk.format;
  };
  for (const char* name : {"vm.img", "a.b/vm.raw", "root.ext4"}) {
    EXPECT_EQ(disk_of(name), DiskFormat::raw) << name;
  }
  EXPECT_EQ(disk_of("vm.qcow2"), DiskFormat::qcow2);
  EXPECT_EQ(disk_of("initrd.qcow2"), DiskFormat::qcow2);
  EXPECT_EQ(disk_of("vm.vmdk"), DiskFormat::vmdk);
  EXPECT_EQ(disk_of("vm.vdi"), DiskFormat::vdi);
  EXPECT_EQ(disk_of("vm.vhd"), DiskFormat::vhd);
  EXPECT_EQ(disk_of("vm.vhdx"), DiskFormat::vhdx);
}

TEST(OutputFormatTest, TakesADisksFormatForABareImg) {
  EXPECT_EQ(choose_output("vm.img", "qcow2", {}).disk.format, DiskFormat::qcow2);
  EXPECT_EQ(choose_output("vm", "ext4", {}).disk.format, DiskFormat::raw);
  EXPECT_THAT(refusal("vm.qcow2", "raw"), HasSubstr("the name says qcow2 and --format says raw"));
  EXPECT_THAT(refusal("vm.img", "tar"), HasSubstr("the name says raw and --format says tar"));
}

TEST(OutputFormatTest, CompressesOfDisksOnlyQcow2) {
  using Cluster = ClusterCompression;
  EXPECT_EQ(choose_output("vm.qcow2", {}, {}).disk.compression, std::nullopt);
  EXPECT_EQ(choose_output("vm.qcow2", {}, "none").disk.compression, std::nullopt);
  EXPECT_EQ(choose_output("vm.qcow2", {}, "zlib:9").disk.compression,
            (Cluster{Cluster::Method::zlib, 9}));
  EXPECT_THAT(refusal("vm.qcow2", {}, "xz"), HasSubstr("zlib"));
  EXPECT_THAT(refusal("vm.img", {}, "zstd"),
              HasSubstr("raw disks are not compressed, qcow2 ones can be"));
  EXPECT_THAT(refusal("vm.img.gz"), HasSubstr("a disk is not packed as a whole"));
}

TEST(OutputFormatTest, SendsNoDiskToStandardOutput) {
  EXPECT_THAT(refusal("-", "qcow2"), HasSubstr("a disk cannot go to standard output"));
}

TEST(OutputFormatTest, SaysWhatItMakesInsteadOfFormatsToCome) {
  for (const char* name : {"vm.iso", "boot.efi", "root.squashfs", "root.squashfs.gz"}) {
    EXPECT_THAT(refusal(name), HasSubstr("outputs cannot be made yet; name the output *.qcow2"))
        << name;
  }
  EXPECT_THAT(refusal("x", "iso"), HasSubstr("--format: 'iso' cannot be made yet"));
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
