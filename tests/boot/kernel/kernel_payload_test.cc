// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/kernel_payload.h"

#include <gmock/gmock.h>

#include "oci2boot/error.h"
#include "tests/boot/kernel/made_up_files.h"
#include "tests/support/packer.h"

namespace oci2boot {
namespace {

using testing::HasSubstr;

std::string unpacked(const std::string& bytes) {
  return unpacked_kernel(recognise_kernel(bytes).value(), bytes);
}

std::string error_of(const std::string& bytes) {
  try {
    unpacked(bytes);
  } catch (const Error& error) {
    return error.what();
  }
  return "(none)";
}

/// What the kernel's build appends to all packings but gzip.
std::string with_size(std::string packed, const std::string& of) {
  put_little_endian(packed, packed.size(), of.size(), 4);
  return packed;
}

/// One block with one run of literals (lz4_Block_format.md).
std::string legacy_lz4_of(const std::string& bytes) {
  std::string block = "\xf0";
  std::size_t length = bytes.size() - 15;
  for (; length >= 255; length -= 255) block += '\xff';
  block += static_cast<char>(length);
  block += bytes;
  std::string packed = "\x02\x21\x4c\x18";
  put_little_endian(packed, packed.size(), block.size(), 4);
  return packed + block;
}

TEST(KernelPayloadTest, IsTheElfFileInABzimageOfAnyPacking) {
  const std::string vmlinux = made_up_vmlinux("6.1.0", 62) + std::string(5000, 'x');
  for (const std::string& packed :
       {pack_gzip(vmlinux), with_size(pack_xz(vmlinux), vmlinux),
        with_size(pack_zstd(vmlinux), vmlinux), with_size(pack_bzip2(vmlinux), vmlinux),
        with_size(legacy_lz4_of(vmlinux), vmlinux), vmlinux}) {
    EXPECT_EQ(unpacked(made_up_bzimage_of(packed)), vmlinux);
  }
}

TEST(KernelPayloadTest, IsTheImageInAnArm64KernelOfAnyForm) {
  const std::string image = made_up_arm64_image("6.6.1");
  EXPECT_EQ(unpacked(image), image);
  EXPECT_EQ(unpacked(pack_gzip(image)), image);
  EXPECT_EQ(unpacked(made_up_zboot(pack_gzip(image), 0xaa64)), image);
  EXPECT_EQ(unpacked(made_up_zboot(pack_zstd(image), 0xaa64)), image);
}

TEST(KernelPayloadTest, IsAVmlinuxAsItIs) {
  const std::string vmlinux = made_up_vmlinux("6.1.0", 62);
  EXPECT_EQ(unpacked(vmlinux), vmlinux);
}

TEST(KernelPayloadTest, SaysWhyAKernelCannotBeUnpacked) {
  EXPECT_THAT(error_of(made_up_bzimage("6.1.0")), HasSubstr("where in it"));
  EXPECT_THAT(error_of(made_up_bzimage_of(std::string("\x89LZO\0\r\n\x1a\n and so on", 18))),
              HasSubstr("packed with lzop"));
  EXPECT_THAT(error_of(made_up_bzimage_of(pack_gzip("text"))), HasSubstr("no ELF file"));
}

TEST(KernelPayloadTest, SurvivesTruncationAtEveryByte) {
  const std::string vmlinux = made_up_vmlinux("6.1.0", 62);
  for (const std::string& packed : {legacy_lz4_of(vmlinux), pack_zstd(vmlinux)}) {
    for (std::size_t size = 0; size < packed.size(); ++size) {
      EXPECT_NE(error_of(made_up_bzimage_of(packed.substr(0, size))), "(none)") << size;
    }
  }
}

TEST(KernelPayloadTest, SurvivesBlocksOfAnySize) {
  std::string packed = legacy_lz4_of(made_up_vmlinux("6.1.0", 62));
  put_little_endian(packed, 4, 0xFFFFFFFF, 4);
  EXPECT_THAT(error_of(made_up_bzimage_of(packed)), HasSubstr("cut off or damaged"));
}

TEST(KernelPayloadTest, SurvivesOffsetsOutOfTheFile) {
  for (const std::size_t at : {std::size_t{0x248}, std::size_t{0x24c}}) {
    std::string bytes = made_up_bzimage_of(pack_gzip(made_up_vmlinux("6.1", 62)));
    put_little_endian(bytes, at, 0xFFFFFFFF, 4);
    EXPECT_THAT(error_of(bytes), HasSubstr("where in it"));
  }
}

TEST(EmbeddedConfigTest, IsFoundAnywhereInAKernel) {
  const std::string config = "CONFIG_BLK_DEV_INITRD=y\n";
  EXPECT_EQ(embedded_config("code" + embedded(config) + "more code"), config);
  EXPECT_EQ(embedded_config(embedded(config)), config);
}

TEST(EmbeddedConfigTest, IsNotFoundWhereItIsDamaged) {
  const std::string whole = embedded("CONFIG_BLK_DEV_INITRD=y\n");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(embedded_config(std::string(whole, 0, size))) << size;
  }
  std::string broken = whole;
  broken[broken.size() - 12] = 'x';  // in the checksum
  EXPECT_FALSE(embedded_config(broken));
  EXPECT_FALSE(embedded_config("IKCFG_ST but nothing packed IKCFG_ED"));
}

}  // namespace
}  // namespace oci2boot
