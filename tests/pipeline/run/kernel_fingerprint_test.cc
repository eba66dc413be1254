// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/run/kernel_fingerprint.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

class KernelFingerprintTest : public testing::Test {
 protected:
  KernelFingerprintTest() {
    surroundings_.scratch_folder = folder_.path();
    surroundings_.kernel_store = folder_ / "store";
    folder_.write("tree/boot/vmlinuz-1", "kernel");
    folder_.write("tree/lib/modules/1/modules.dep", "a:");
  }

  std::string of(const std::string& kernel) const {
    ConvertRequest request;
    request.image = ImageName::parse("rootfs:-");
    request.kernel = kernel;
    Progress progress;
    return kernel_fingerprint(request, surroundings_, progress);
  }

  TemporaryFolder folder_;
  Surroundings surroundings_;
};

TEST_F(KernelFingerprintTest, AKernelOfAPathIsWhatLiesThere) {
  for (const std::string& path : {folder_ / "tree/boot/vmlinuz-1", folder_ / "tree"}) {
    const std::string first = of(path);
    EXPECT_EQ(of(path), first);
    folder_.write("tree/boot/vmlinuz-1", "another kernel" + path);
    const std::string second = of(path);
    EXPECT_NE(second, first);
    folder_.write("tree/lib/modules/1/modules.dep", "b: " + path);
    EXPECT_NE(of(path), second);
  }
}

TEST_F(KernelFingerprintTest, ModulesLieBesideTheFileThatALinkLeadsTo) {
  std::filesystem::create_directory(folder_ / "links");
  std::filesystem::create_symlink(folder_ / "tree/boot/vmlinuz-1", folder_ / "links/vmlinuz-1");
  for (const std::string& path : {folder_ / "links", folder_ / "links/vmlinuz-1"}) {
    const std::string first = of(path);
    folder_.write("tree/lib/modules/1/modules.dep", "b: " + path);
    EXPECT_NE(of(path), first) << path;
  }
}

TEST_F(KernelFingerprintTest, AKernelThatIsNotThereIsNamed) {
  expect_error(ErrorCode::missing_tool, "cannot open the kernel", [&] { of(folder_ / "none"); });
}

TEST_F(KernelFingerprintTest, AutoIsWhatTheStoreHas) {
  const std::string empty = of("auto");
  EXPECT_EQ(of("auto"), empty);
  folder_.write("store/mine/boot/vmlinuz-1", "kernel");
  EXPECT_NE(of("auto"), empty);
}

TEST_F(KernelFingerprintTest, ACarrierWithoutAnIdentifierIsWhatIsInIt) {
  folder_.write("1/k/boot/vmlinuz", "kernel");
  folder_.write("2/k/boot/vmlinuz", "another");
  const std::string first = of("image:rootfs:" + (folder_ / "1/k"));
  EXPECT_EQ(of("image:rootfs:" + (folder_ / "1/k")), first);
  EXPECT_NE(of("image:rootfs:" + (folder_ / "2/k")), first);
  folder_.write("1/k/boot/vmlinuz", "a newer one");
  EXPECT_NE(of("image:rootfs:" + (folder_ / "1/k")), first);
}

}  // namespace
}  // namespace oci2boot
