// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/kernel_place.h"

#include <gmock/gmock.h>

#include "oci2boot/error.h"
#include "tests/boot/kernel/made_up_files.h"
#include "tests/boot/tree_builder.h"
#include "tests/support/packer.h"
#include "tests/support/tar_builder.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class KernelPlaceTest : public testing::Test {
 protected:
  LocatedKernel newest(const KernelPlace& place) {
    auto kernel = newest_in(place, "amd64");
    if (!kernel) refuse_place(place, "not for amd64");
    return std::move(*kernel);
  }
  LocatedKernel kernel_at(const std::string& name) {
    return newest(open_kernel_place(folder / name, folder.path()));
  }
  LocatedKernel kernel_in_image() {
    return newest(kernel_place_in_image(std::move(image.root), "image:k", folder.path()));
  }
  template <typename Action>
  void expect_error(ErrorCode code, const std::string& text, const Action& action) {
    try {
      action();
      FAIL() << "no error that says " << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what();
      EXPECT_THAT(error.what(), HasSubstr(text));
    }
  }

  TemporaryFolder folder;
  TreeBuilder image;
};

TEST_F(KernelPlaceTest, IsAPackageOfAnyFamily) {
  const std::string tar = TarBuilder()
                              .file("boot/vmlinuz-virt", made_up_bzimage("6.6.1-0-virt"))
                              .file("boot/config-6.6.1-0-virt", "CONFIG_A=y\n")
                              .file("lib/modules/6.6.1-0-virt/a.ko.gz", "module")
                              .finish();
  const std::string cpio = made_up_cpio({{"./lib/modules/6.8/vmlinuz", made_up_bzimage("6.8")},
                                         {"./lib/modules/6.8/config", "CONFIG_A=y\n"}});
  folder.write("linux-virt.apk", pack_gzip(tar));
  folder.write("kernel-core.rpm", made_up_rpm(pack_zstd(cpio)));
  const LocatedKernel virt = kernel_at("linux-virt.apk");
  EXPECT_EQ(virt.found.image.version, "6.6.1-0-virt");
  EXPECT_EQ(virt.config, "CONFIG_A=y\n");
  EXPECT_EQ(virt.modules, "lib/modules/6.6.1-0-virt");
  const LocatedKernel core = kernel_at("kernel-core.rpm");
  EXPECT_EQ(core.found.image.version, "6.8");
  EXPECT_EQ(core.config, "CONFIG_A=y\n");
}

TEST_F(KernelPlaceTest, MayBeSeveralPackagesThatMakeOneKernel) {
  folder.write("core.rpm",
               made_up_rpm(made_up_cpio({{"./lib/modules/6.8/vmlinuz", made_up_bzimage("6.8")},
                                         {"./lib/modules/6.8/kernel/a.ko", "a"}})));
  folder.write("modules.rpm", made_up_rpm(made_up_cpio({{"./lib/modules/6.8/kernel/b.ko", "b"}})));
  const LocatedKernel kernel =
      newest(open_kernel_places({folder / "core.rpm", folder / "modules.rpm"}, folder.path()));
  ASSERT_EQ(kernel.modules, "lib/modules/6.8");
  EXPECT_THAT(kernel.files->files_below("lib/modules/6.8"),
              ElementsAre("kernel/a.ko", "kernel/b.ko", "vmlinuz"));
  EXPECT_EQ(read_text(*kernel.files, "lib/modules/6.8/kernel/b.ko", 10), "b");
  EXPECT_THAT(kernel.files->describe("lib/modules/6.8/kernel/b.ko"), HasSubstr("modules.rpm:/lib"));
  folder.write("vmlinuz", made_up_bzimage("6.8"));
  expect_error(ErrorCode::usage, "vmlinuz is no package", [&] {
    open_kernel_places({folder / "core.rpm", folder / "vmlinuz"}, folder.path());
  });
}

TEST_F(KernelPlaceTest, MayBeAnImageAsSystemsAreInstalled) {
  image.file("/boot/vmlinuz-6.1", made_up_bzimage("6.1")).file("/boot/config-6.1", "CONFIG_A=y\n");
  image.file("/usr/lib/modules/6.1/a.ko", "module").symlink("/lib", "usr/lib");
  const LocatedKernel kernel = kernel_in_image();
  EXPECT_EQ(kernel.files->describe(kernel.found.path), "image:k:/boot/vmlinuz-6.1");
  EXPECT_EQ(kernel.config, "CONFIG_A=y\n");
  EXPECT_EQ(kernel.modules, "usr/lib/modules/6.1");
}

TEST_F(KernelPlaceTest, MayBeAnImageOfLinuxKit) {
  const std::string vmlinux =
      made_up_vmlinux("6.6.13-linuxkit", 62) + embedded("CONFIG_LINUXKIT=y\n");
  image.file("/kernel", made_up_bzimage_of(pack_gzip(vmlinux), "6.6.13-linuxkit"));
  image.file("/kernel.tar",
             TarBuilder().file("./lib/modules/6.6.13-linuxkit/kernel/a.ko", "module").finish());
  const LocatedKernel kernel = kernel_in_image();
  EXPECT_EQ(kernel.files->describe(kernel.found.path), "image:k:/kernel");
  EXPECT_EQ(kernel.config, "CONFIG_LINUXKIT=y\n");
  ASSERT_EQ(kernel.modules, "lib/modules/6.6.13-linuxkit");
  EXPECT_THAT(kernel.files->files_below(*kernel.modules), ElementsAre("kernel/a.ko"));
}

TEST_F(KernelPlaceTest, RefusesAnImageWhoseKernelTarIsDamaged) {
  image.file("/kernel", made_up_bzimage("6.6")).file("/kernel.tar", std::string(600, 'x'));
  expect_error(ErrorCode::verification_failed, "image:k:/kernel.tar", [&] { kernel_in_image(); });
}

TEST_F(KernelPlaceTest, TakesTheConfigurationBesideAKernelBeforeTheEmbeddedOne) {
  const std::string vmlinux = made_up_vmlinux("6.1.0", 62) + embedded("CONFIG_EMBEDDED=y\n");
  folder.write("k/bzImage", made_up_bzimage_of(pack_gzip(vmlinux)));
  EXPECT_EQ(kernel_at("k/bzImage").config, "CONFIG_EMBEDDED=y\n");
  folder.write("k/.config", "CONFIG_BESIDE=y\n");
  EXPECT_EQ(kernel_at("k/bzImage").config, "CONFIG_BESIDE=y\n");
  folder.write("bare/bzImage", made_up_bzimage("6.1"));
  EXPECT_EQ(kernel_at("bare/bzImage").config, std::nullopt);
}

TEST_F(KernelPlaceTest, FindsWhatBelongsToAKernelByItsRealName) {
  folder.write("k/boot/vmlinuz-6.1", made_up_bzimage("6.1"));
  folder.write("k/boot/config-6.1", "CONFIG_A=y\n");
  folder.write("k/lib/modules/6.1/a.ko", "module");
  std::filesystem::create_symlink("k/boot/vmlinuz-6.1", folder / "link");
  std::filesystem::create_directory(folder / "links");
  std::filesystem::create_symlink("../k/boot/vmlinuz-6.1", folder / "links/vmlinuz");
  for (const char* name : {"link", "links", "k", "k/boot"}) {
    const LocatedKernel kernel = kernel_at(name);
    EXPECT_EQ(kernel.config, "CONFIG_A=y\n") << name;
    EXPECT_TRUE(kernel.modules) << name;
  }
}

TEST_F(KernelPlaceTest, SaysWhyNothingWasFound) {
  folder.write(
      "arm.apk",
      pack_gzip(TarBuilder().file("boot/vmlinuz-virt", made_up_arm64_image("6.6")).finish()));
  folder.write("empty.deb", made_up_ar({{"data.tar", TarBuilder().finish()}}));
  folder.write("text", "hello");
  expect_error(ErrorCode::usage, "arm.apk:/boot/vmlinuz-virt is for arm64, not for amd64",
               [&] { kernel_at("arm.apk"); });
  expect_error(ErrorCode::missing_tool, "no kernel in", [&] { kernel_at("empty.deb"); });
  expect_error(ErrorCode::usage, "text is not a Linux kernel", [&] { kernel_at("text"); });
  expect_error(ErrorCode::missing_tool, "none: No such file", [&] { kernel_at("none"); });
}

TEST_F(KernelPlaceTest, MayBeForAnyArchitecture) {
  folder.write("k/vmlinuz-6.6", made_up_arm64_image("6.6"));
  const auto place = open_kernel_place(folder / "k", folder.path());
  EXPECT_FALSE(newest_in(place, "amd64"));
  EXPECT_EQ(newest_in(place, "").value().found.image.architecture, "arm64");
}

}  // namespace
}  // namespace oci2boot
