// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/kernel_source.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>

#include "oci2boot/error.h"
#include "oci2boot/platform.h"
#include "tests/boot/kernel/made_up_files.h"
#include "tests/boot/tree_builder.h"
#include "tests/support/packer.h"
#include "tests/support/tar_builder.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kVirtioBuiltIn =
    "CONFIG_BLK_DEV_INITRD=y\nCONFIG_VIRTIO_PCI=y\nCONFIG_VIRTIO_NET=y\nCONFIG_VIRTIO_CONSOLE=y\n";

class KernelSourceTest : public testing::Test {
 protected:
  KernelSourceTest() {
    std::filesystem::create_directories(folder / "host");
    request.architecture = "amd64";
    request.store = folder / "store";
    request.host_root = folder / "host";
    request.scratch_folder = folder.path();
  }

  void host_file(const std::string& path, const std::string& bytes) { folder.write(path, bytes); }
  std::optional<Kernel> find() {
    warnings.clear();
    return find_kernel(request, image.root,
                       [&](const std::string& warning) { warnings.push_back(warning); });
  }
  void expect_error(ErrorCode code, const std::string& text) {
    try {
      find();
      FAIL() << "no error that says " << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what();
      EXPECT_THAT(error.what(), HasSubstr(text));
    }
  }

  static std::vector<std::string> names_of(const std::vector<GuestModule>& modules) {
    std::vector<std::string> names;
    for (const GuestModule& module : modules) names.push_back(module.name);
    return names;
  }

  TemporaryFolder folder;
  TreeBuilder image;
  KernelRequest request;
  std::vector<std::string> warnings;
};

TEST_F(KernelSourceTest, AsksTheImageThenTheStoreThenTheHost) {
  host_file("host/boot/vmlinuz-9", made_up_bzimage("9.0"));
  EXPECT_EQ(find()->origin, folder / "host/boot/vmlinuz-9");
  host_file("store/a/boot/vmlinuz-5", made_up_bzimage("5.9"));
  host_file("store/b/boot/vmlinuz-5", made_up_bzimage("5.10"));
  EXPECT_EQ(find()->origin, folder / "store/b/boot/vmlinuz-5");
  image.file("/boot/vmlinuz-4", made_up_bzimage("4.0"));
  EXPECT_EQ(find()->origin, "image:/boot/vmlinuz-4");
  request.kernel = "none";
  EXPECT_FALSE(find());
  EXPECT_THAT(warnings, IsEmpty());
}

TEST_F(KernelSourceTest, PassesOverKernelsOfOtherArchitectures) {
  image.file("/boot/vmlinuz", made_up_arm64_image("6.6"));
  host_file("store/a/boot/vmlinuz-5", made_up_bzimage("5.9"));
  EXPECT_EQ(find()->image.version, "5.9");
  request.architecture = "arm64";
  EXPECT_EQ(find()->image.version, "6.6");
}

TEST_F(KernelSourceTest, SaysHowToGetAKernelWhenThereIsNone) {
  EXPECT_FALSE(find());
  EXPECT_THAT(warnings,
              ElementsAre(testing::AllOf(HasSubstr("oci2boot-fetch-kernel (scripts/fetch-kernel"),
                                         HasSubstr("--kernel"), HasSubstr("amd64"))));
}

TEST_F(KernelSourceTest, TakesWhatLiesBesideANamedKernel) {
  host_file("k/boot/vmlinuz-6.1", made_up_bzimage("6.1"));
  host_file("k/boot/config-6.1",
            "CONFIG_BLK_DEV_INITRD=y\nCONFIG_RD_ZSTD=y\nCONFIG_VIRTIO_NET=m\n"
            "CONFIG_VIRTIO_PCI=y\n");
  host_file("k/lib/modules/6.1/virtio_net.ko", module_for("6.1"));
  std::filesystem::create_symlink("k/boot/vmlinuz-6.1", folder / "link");
  for (const char* name : {"k/boot/vmlinuz-6.1", "k", "link"}) {
    request.kernel = folder / name;
    const std::optional<Kernel> kernel = find();
    ASSERT_TRUE(kernel) << name;
    EXPECT_EQ(kernel->bytes, made_up_bzimage("6.1"));
    EXPECT_THAT(kernel->config.value().initramfs_compressions(), ElementsAre("zstd"));
    ASSERT_EQ(kernel->modules.size(), 1U);
    EXPECT_EQ(kernel->modules[0].name, "virtio_net");
    EXPECT_THAT(warnings, IsEmpty());
  }
  request.modules = ModuleSelection::none;
  EXPECT_THAT(find()->modules, IsEmpty());
  EXPECT_THAT(warnings, IsEmpty());
}

TEST_F(KernelSourceTest, TakesWhatARootOnADiskNeeds) {
  host_file("k/boot/vmlinuz-6.1", made_up_bzimage("6.1"));
  host_file("k/boot/config-6.1", kVirtioBuiltIn);
  host_file("k/lib/modules/6.1/virtio_blk.ko", module_for("6.1"));
  host_file("k/lib/modules/6.1/ext4.ko", module_for("6.1", "jbd2"));
  host_file("k/lib/modules/6.1/jbd2.ko", module_for("6.1"));
  request.kernel = folder / "k";
  EXPECT_THAT(find()->modules, IsEmpty());
  request.root = RootKind::disk;
  EXPECT_THAT(find()->modules, testing::SizeIs(3));
  EXPECT_THAT(warnings, IsEmpty());
}

TEST_F(KernelSourceTest, LeavesAllModulesWhereTheyAreUntilTheImageGetsThem) {
  host_file("k/boot/vmlinuz-6.1", made_up_bzimage("6.1"));
  host_file("k/boot/config-6.1", kVirtioBuiltIn);
  host_file("k/lib/modules/6.1/dummy.ko", module_for("6.1"));
  request.kernel = folder / "k";
  EXPECT_FALSE(find()->all_modules);
  request.modules = ModuleSelection::all;
  const std::optional<Kernel> kernel = find();
  ASSERT_TRUE(kernel->all_modules);
  EXPECT_EQ(kernel->all_modules->version, "6.1");
  EXPECT_THAT(kernel->all_modules->files->files_below(kernel->all_modules->folder),
              ElementsAre("dummy.ko"));
  EXPECT_THAT(warnings, IsEmpty());

  host_file("alone/vmlinuz-6.1", made_up_bzimage("6.1"));
  host_file("alone/config-6.1", kVirtioBuiltIn);
  request.kernel = folder / "alone";
  EXPECT_FALSE(find()->all_modules);
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("--modules all adds none")));

  image.file("/boot/vmlinuz-6.1", made_up_bzimage("6.1")).file("/boot/config-6.1", kVirtioBuiltIn);
  image.file("/lib/modules/6.1/dummy.ko", module_for("6.1"));
  request.kernel = "auto";
  EXPECT_FALSE(find()->all_modules) << "the image has them";
  EXPECT_THAT(warnings, IsEmpty());
}

TEST_F(KernelSourceTest, WarnsOfADamagedModuleAndGoesOn) {
  image.file("/boot/vmlinuz-6.1", made_up_bzimage("6.1")).file("/boot/config-6.1", kVirtioBuiltIn);
  image.file("/lib/modules/6.1/virtio_net.ko.gz", gzip_of(module_for("6.1")).substr(0, 40));
  const std::optional<Kernel> kernel = find();
  ASSERT_TRUE(kernel);
  EXPECT_THAT(kernel->modules, IsEmpty());
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("image:/lib/modules/6.1/virtio_net.ko.gz")));
}

TEST_F(KernelSourceTest, TakesWhatAnInitSystemNeeds) {
  host_file("k/boot/vmlinuz-6.1", made_up_bzimage("6.1"));
  for (const std::string name : {"button", "evdev", "autofs4", "virtio_blk", "dummy"}) {
    host_file("k/lib/modules/6.1/" + name + ".ko", module_for("6.1"));
  }
  request.kernel = folder / "k";
  EXPECT_THAT(names_of(find()->modules), ElementsAre("button", "evdev"));
  request.system = "systemd";
  EXPECT_THAT(names_of(find()->modules), ElementsAre("button", "evdev", "autofs4"));
}

TEST_F(KernelSourceTest, KnowsWhatMountsFoldersOfTheHostWhereThatIsAskedFor) {
  host_file("k/boot/vmlinuz-6.1", made_up_bzimage("6.1"));
  host_file("k/lib/modules/6.1/virtio_pci.ko", module_for("6.1"));
  host_file("k/lib/modules/6.1/fuse.ko", module_for("6.1"));
  host_file("k/lib/modules/6.1/virtiofs.ko", module_for("6.1", "fuse,virtio_pci"));
  host_file("k/lib/modules/6.1/9p.ko", module_for("6.1"));
  request.kernel = folder / "k";
  EXPECT_FALSE(find()->share_drivers);
  request.for_shares = true;
  const std::optional<Kernel> kernel = find();
  EXPECT_THAT(names_of(kernel->modules), ElementsAre("virtio_pci"));
  ASSERT_TRUE(kernel->share_drivers);
  ASSERT_EQ(kernel->share_drivers->size(), 1U) << "9p does not do without 9pnet_virtio";
  EXPECT_EQ(kernel->share_drivers->front().type, "virtiofs");
  EXPECT_THAT(names_of(kernel->share_drivers->front().modules), ElementsAre("fuse", "virtiofs"));
  request.modules = ModuleSelection::none;
  EXPECT_THAT(find()->share_drivers.value(), IsEmpty());
}

TEST_F(KernelSourceTest, TheConfigurationTellsWhatIsBuiltInForFoldersOfTheHost) {
  host_file("k/boot/vmlinuz-6.1", made_up_bzimage("6.1"));
  request.kernel = folder / "k";
  request.for_shares = true;
  EXPECT_FALSE(find()->share_drivers) << "nothing is known";
  host_file("k/boot/config-6.1", "CONFIG_9P_FS=y\nCONFIG_NET_9P_VIRTIO=y\nCONFIG_FUSE_FS=y\n");
  const std::vector<ShareDriver> drivers = find()->share_drivers.value();
  ASSERT_EQ(drivers.size(), 1U);
  EXPECT_EQ(drivers.front().type, "9p");
  EXPECT_THAT(drivers.front().modules, IsEmpty());
}

TEST_F(KernelSourceTest, KnowsWhatTheKernelHasBuiltIn) {
  host_file("k/boot/vmlinuz-6.1", made_up_bzimage("6.1"));
  host_file("k/lib/modules/6.1/modules.builtin", "kernel/fs/ext4/ext4.ko\n");
  request.kernel = folder / "k";
  request.modules = ModuleSelection::none;
  EXPECT_THAT(find()->built_in, ElementsAre("ext4"));
}

TEST_F(KernelSourceTest, ReadsTheConfigurationThatIsEmbeddedInAKernel) {
  const std::string vmlinux = made_up_vmlinux("6.1.0", 62) + embedded("CONFIG_RD_XZ=y\n");
  host_file("k/bzImage", made_up_bzimage_of(pack_gzip(vmlinux)));
  request.kernel = folder / "k/bzImage";
  EXPECT_THAT(find()->config.value().initramfs_compressions(), ElementsAre("xz"));
}

TEST_F(KernelSourceTest, GivesTheImageInASelfUnpackingKernel) {
  const std::string arm = made_up_arm64_image("6.6");
  host_file("k/vmlinuz-6.6", made_up_zboot(pack_zstd(arm), 0xaa64));
  host_file("odd/vmlinuz-6.6", made_up_zboot("packed in some unknown way", 0xaa64));
  request.architecture = "arm64";
  request.kernel = folder / "k/vmlinuz-6.6";
  EXPECT_EQ(find()->bytes, arm);
  request.kernel = folder / "odd/vmlinuz-6.6";
  EXPECT_EQ(find()->bytes, made_up_zboot("packed in some unknown way", 0xaa64));
}

TEST_F(KernelSourceTest, ReadsAPackageWithoutUnpackingItOnTheHost) {
  const std::string data = TarBuilder()
                               .file("./boot/vmlinuz-6.1", made_up_bzimage("6.1"))
                               .file("./boot/config-6.1", kVirtioBuiltIn)
                               .file("./lib/modules/6.1/virtio-rng.ko", module_for("6.1"))
                               .finish();
  host_file("linux.deb", made_up_ar({{"debian-binary", "2.0\n"}, {"data.tar.gz", gzip_of(data)}}));
  request.kernel = folder / "linux.deb";
  const std::optional<Kernel> kernel = find();
  ASSERT_TRUE(kernel);
  EXPECT_EQ(kernel->image.version, "6.1");
  EXPECT_TRUE(kernel->config);
  ASSERT_EQ(kernel->modules.size(), 1U);
  EXPECT_EQ(kernel->modules[0].bytes, module_for("6.1"));
  EXPECT_FALSE(std::filesystem::exists(folder / "boot"));
}

TEST_F(KernelSourceTest, NamesAKernelThatIsNotThere) {
  request.kernel = folder / "none";
  expect_error(ErrorCode::missing_tool, "none: No such file or directory");
  request.kernel = folder / "host";
  expect_error(ErrorCode::missing_tool, "no kernel in " + (folder / "host"));
  mkfifo((folder / "fifo").c_str(), 0600);
  request.kernel = folder / "fifo";
  expect_error(ErrorCode::missing_tool, "fifo: Not a regular file");
}

TEST_F(KernelSourceTest, NamesAFileThatIsNoKernel) {
  host_file("text", "hello");
  request.kernel = folder / "text";
  expect_error(ErrorCode::usage, "text is not a Linux kernel");
}

TEST_F(KernelSourceTest, NamesAKernelForAnotherArchitecture) {
  host_file("k/vmlinuz-6.6", made_up_arm64_image("6.6"));
  request.kernel = folder / "k/vmlinuz-6.6";
  expect_error(ErrorCode::usage, "is for arm64, the image for amd64");
  request.kernel = folder / "k";
  expect_error(ErrorCode::usage, "is for arm64, the image for amd64");
}

/// The suite sets OCI2BOOT_KERNELS to a store that scripts/fetch-kernel has filled.
TEST_F(KernelSourceTest, FindsARealKernelInTheStore) {
  const char* store = std::getenv("OCI2BOOT_KERNELS");
  if (store == nullptr) GTEST_SKIP() << "OCI2BOOT_KERNELS is not set: run scripts/test";
  request.store = store;
  request.architecture = Platform::host().architecture;
  const std::optional<Kernel> kernel = find();
  ASSERT_TRUE(kernel);
  EXPECT_THAT(warnings, IsEmpty());
  EXPECT_TRUE(kernel->config.value().loads_initramfs());
  EXPECT_THAT(kernel->config->initramfs_compressions(), testing::Contains("gzip"));
  const std::vector<std::string> names = names_of(kernel->modules);
  for (const auto& [name, option] :
       {std::pair("virtio_pci", "VIRTIO_PCI"), std::pair("virtio_net", "VIRTIO_NET"),
        std::pair("virtio_console", "VIRTIO_CONSOLE")}) {
    const bool is_module = kernel->config->value(option) == ConfigValue::module;
    EXPECT_EQ(std::count(names.begin(), names.end(), name), is_module ? 1 : 0) << name;
  }
}

}  // namespace
}  // namespace oci2boot
