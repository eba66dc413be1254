// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/kernel_image.h"

#include <gtest/gtest.h>

#include "tests/boot/kernel/made_up_files.h"

namespace oci2boot {
namespace {

void expect_kernel(const std::string& bytes, KernelFormat format, const std::string& architecture,
                   const std::string& version) {
  const std::optional<KernelImage> kernel = recognise_kernel(bytes);
  ASSERT_TRUE(kernel);
  EXPECT_EQ(kernel->format, format);
  EXPECT_EQ(kernel->architecture, architecture);
  EXPECT_EQ(kernel->version, version);
}

TEST(KernelImageTest, KnowsEveryForm) {
  expect_kernel(made_up_bzimage("6.1.0-9-amd64"), KernelFormat::bzimage, "amd64", "6.1.0-9-amd64");
  expect_kernel(made_up_bzimage("6.1.0-9-686", 0), KernelFormat::bzimage, "386", "6.1.0-9-686");
  expect_kernel(made_up_arm64_image("6.6.1"), KernelFormat::arm64_image, "arm64", "6.6.1");
  expect_kernel(gzip_of(made_up_arm64_image("6.6.1")), KernelFormat::arm64_image, "arm64", "6.6.1");
  expect_kernel(made_up_zboot(gzip_of("Linux version 6.9.0 x"), 0xaa64), KernelFormat::zboot,
                "arm64", "6.9.0");
  expect_kernel(made_up_vmlinux("5.10.1", 62), KernelFormat::elf, "amd64", "5.10.1");
}

TEST(KernelImageTest, KnowsAKernelThatDoesNotSayItsVersion) {
  std::string no_offset = made_up_bzimage("6.1");
  put_little_endian(no_offset, 0x20e, 0, 2);
  expect_kernel(no_offset, KernelFormat::bzimage, "amd64", "");
  std::string far_offset = made_up_bzimage("6.1");
  put_little_endian(far_offset, 0x20e, 0xFFFF, 2);
  expect_kernel(far_offset, KernelFormat::bzimage, "amd64", "");
  expect_kernel(made_up_zboot("packed in some unknown way", 0x8664), KernelFormat::zboot, "amd64",
                "");
}

TEST(KernelImageTest, TakesNoVersionThatIsNone) {
  expect_kernel(made_up_bzimage("../../etc"), KernelFormat::bzimage, "amd64", "");
  expect_kernel(made_up_bzimage("6.1/../../etc"), KernelFormat::bzimage, "amd64", "");
}

TEST(KernelImageTest, RefusesOtherFiles) {
  std::string program = made_up_vmlinux("6.1", 62);
  program.replace(program.find("Linux"), 5, "Minix");
  for (const std::string& bytes :
       {std::string(), std::string("MZ"), std::string(1024, '\0'), std::string("#!/bin/sh\n"),
        gzip_of("text"), program, made_up_vmlinux("6.1", 8)}) {
    EXPECT_FALSE(recognise_kernel(bytes)) << bytes.substr(0, 8);
  }
}

TEST(KernelImageTest, SurvivesTruncationAtEveryByte) {
  for (const std::string& whole :
       {made_up_bzimage("6.1.0"), made_up_arm64_image("6.1.0"),
        gzip_of(made_up_arm64_image("6.1.0")), made_up_vmlinux("6.1.0", 62),
        made_up_zboot(gzip_of("Linux version 6.9.0 x"), 0xaa64)}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      // A copy of exactly that size, so that a sanitizer sees a read past its end.
      recognise_kernel(std::string(whole, 0, size));
    }
  }
}

TEST(KernelImageTest, SurvivesHostileOffsets) {
  for (const std::size_t at : {std::size_t{8}, std::size_t{12}, std::size_t{0x3c}}) {
    std::string bytes = made_up_zboot("x", 0xaa64);
    put_little_endian(bytes, at, 0xFFFFFFFF, 4);
    EXPECT_FALSE(recognise_kernel(bytes)) << at;
  }
}

}  // namespace
}  // namespace oci2boot
