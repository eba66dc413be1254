// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/kernel_config.h"

#include <gmock/gmock.h>

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(KernelConfigTest, TellsBuiltInFromModule) {
  const KernelConfig config(
      "CONFIG_FIRST=y\n# CONFIG_OFF is not set\nCONFIG_VIRTIO_NET=m\nCONFIG_NAME=\"y\"\n"
      "CONFIG_BLK_DEV_INITRD=y\nCONFIG_LAST=");
  EXPECT_EQ(config.value("FIRST"), ConfigValue::built_in);
  EXPECT_EQ(config.value("VIRTIO_NET"), ConfigValue::module);
  for (const char* option : {"OFF", "VIRTIO", "NET", "NAME", "LAST", "", "NONE"}) {
    EXPECT_EQ(config.value(option), ConfigValue::unset) << option;
  }
  EXPECT_TRUE(config.loads_initramfs());
}

TEST(KernelConfigTest, ListsDecompressorsTheBestFirst) {
  EXPECT_THAT(KernelConfig("CONFIG_RD_GZIP=y\nCONFIG_RD_XZ=y\n# CONFIG_RD_LZ4 is not set\n"
                           "CONFIG_RD_ZSTD=y\n")
                  .initramfs_compressions(),
              ElementsAre("zstd", "gzip", "xz"));
  EXPECT_THAT(KernelConfig("").initramfs_compressions(), IsEmpty());
  EXPECT_FALSE(KernelConfig("").loads_initramfs());
}

}  // namespace
}  // namespace oci2boot
