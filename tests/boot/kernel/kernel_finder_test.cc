// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/kernel_finder.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/boot/kernel/made_up_files.h"
#include "tests/boot/tree_builder.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;

class KernelFinderTest : public testing::Test {
 protected:
  TreeBuilder tree;
  TreeFiles view{tree.root, "image"};
};

TEST(VersionOrderTest, CountsNumbersAsNumbers) {
  const char* const ascending[] = {
      "",     "5.10.0-9",   "5.10.0-10", "5.10.0-10-cloud",        "6.1.0-2", "6.1.0-11", "6.9",
      "6.10", "6.10.0-rc1", "16.0",      "99999999999999999999999"};
  for (std::size_t i = 0; i < std::size(ascending); ++i) {
    for (std::size_t j = 0; j < std::size(ascending); ++j) {
      EXPECT_EQ(is_older(ascending[i], ascending[j]), i < j) << ascending[i] << " " << ascending[j];
    }
  }
  EXPECT_FALSE(is_older("6.01", "6.1"));
  EXPECT_FALSE(is_older("6.1", "6.01"));
}

TEST_F(KernelFinderTest, LooksWhereKernelsAreInstalled) {
  tree.file("/boot/vmlinuz-6.1").file("/boot/config-6.1").file("/boot/initrd.img-6.1");
  tree.file("/usr/lib/modules/6.5/vmlinuz").symlink("/lib", "usr/lib").file("/vmlinuz");
  EXPECT_THAT(installed_kernels(view),
              ElementsAre("boot/vmlinuz-6.1", "usr/lib/modules/6.5/vmlinuz"));
}

TEST_F(KernelFinderTest, LooksIntoKernelTreesAndPlainFolders) {
  tree.file("/bzImage").file("/arch/x86/boot/bzImage").file("/arch/arm64/boot/Image.gz");
  EXPECT_THAT(kernels_in_folder(view),
              ElementsAre("bzImage", "arch/x86/boot/bzImage", "arch/arm64/boot/Image.gz"));
}

TEST_F(KernelFinderTest, TakesTheNewestForTheArchitecture) {
  tree.file("/boot/vmlinuz-a", made_up_bzimage("6.1.0-9")).file("/boot/vmlinuz-b", "rescue text");
  tree.file("/boot/vmlinuz-c", made_up_bzimage("6.1.0-10"));
  tree.file("/boot/vmlinuz-d", made_up_arm64_image("6.9.0"));
  const auto newest = newest_kernel(view, installed_kernels(view), "amd64");
  ASSERT_TRUE(newest);
  EXPECT_EQ(newest->path, "boot/vmlinuz-c");
  EXPECT_EQ(newest->bytes, made_up_bzimage("6.1.0-10"));
  EXPECT_FALSE(newest_kernel(view, installed_kernels(view), "riscv64"));
}

TEST_F(KernelFinderTest, LooksAtNoMoreKernelsThanAMachineHas) {
  for (int i = 0; i < 100; ++i) tree.file("/boot/vmlinuz-" + std::to_string(i)).file("/kernel");
  EXPECT_EQ(installed_kernels(view).size(), kMaxKernels);
  EXPECT_EQ(kernels_in_folder(view).size(), kMaxKernels);
}

/// A view of one file, which says how much of it was read.
class MeasuredView final : public FileView {
 public:
  MeasuredView(std::string head, std::uint64_t size) : head_(std::move(head)), size_(size) {}
  std::vector<std::string> names(const std::string& /*folder*/) const override { return {}; }
  std::vector<std::string> files_below(const std::string& /*folder*/) const override { return {}; }
  std::unique_ptr<ByteSource> open(const std::string& /*path*/) const override {
    return std::make_unique<Source>(*this);
  }
  std::string describe(const std::string& path) const override { return path; }
  std::uint64_t bytes_read() const { return bytes_read_; }

 private:
  class Source final : public ByteSource {
   public:
    explicit Source(const MeasuredView& view) : view_(view) {}
    std::size_t read(std::span<std::byte> buffer) override {
      const std::size_t count = std::min<std::uint64_t>(buffer.size(), view_.size_ - position_);
      for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t at = position_ + i;
        buffer[i] = at < view_.head_.size() ? static_cast<std::byte>(view_.head_[at]) : std::byte{};
      }
      position_ += count;
      view_.bytes_read_ += count;
      return count;
    }

   private:
    const MeasuredView& view_;
    std::uint64_t position_ = 0;
  };

  std::string head_;
  std::uint64_t size_;
  mutable std::uint64_t bytes_read_ = 0;
};

TEST_F(KernelFinderTest, ReadsNoFurtherThanTheHeadOfWhatIsNoKernel) {
  const MeasuredView text("text", std::uint64_t{1} << 40);
  EXPECT_FALSE(read_kernel(text, "vmlinuz"));
  EXPECT_EQ(text.bytes_read(), kKernelHead);
  const MeasuredView foreign(made_up_bzimage("6.1"), std::uint64_t{1} << 40);
  EXPECT_FALSE(newest_kernel(foreign, {"vmlinuz"}, "arm64"));
  EXPECT_EQ(foreign.bytes_read(), kKernelHead);
}

TEST_F(KernelFinderTest, FallsBackToTheVersionInTheName) {
  std::string silent = made_up_bzimage("6.1");
  put_little_endian(silent, 0x20e, 0, 2);
  tree.file("/boot/vmlinuz-6.2.1-x", silent).file("/boot/vmlinuz-rescue", silent);
  EXPECT_EQ(read_kernel(view, "boot/vmlinuz-6.2.1-x")->image.version, "6.2.1-x");
  EXPECT_EQ(read_kernel(view, "boot/vmlinuz-rescue")->image.version, "");
}

TEST_F(KernelFinderTest, KnowsWhatLiesBesideAKernel) {
  EXPECT_THAT(config_paths("boot/vmlinuz-6.1", "6.1"),
              ElementsAre("boot/config-6.1", "boot/config", "boot/.config"));
  EXPECT_THAT(
      config_paths("linux/arch/x86/boot/bzImage", ""),
      ElementsAre("linux/arch/x86/boot/config", "linux/arch/x86/boot/.config", "linux/.config"));
  EXPECT_EQ(config_paths("arch/x86/boot/bzImage", "").back(), ".config");
}

TEST_F(KernelFinderTest, FindsTheModulesOfEachLayout) {
  EXPECT_EQ(module_folder(view, "boot/vmlinuz-6.1", "6.1"), std::nullopt);
  EXPECT_EQ(module_folder(view, "lib/modules/6.1/vmlinuz", "6.1"), "lib/modules/6.1");
  EXPECT_EQ(module_folder(view, "boot/vmlinuz", ""), std::nullopt);
  tree.file("/x/lib/modules/6.1/modules.order").file("/usr/lib/modules/6.2/modules.order");
  EXPECT_EQ(module_folder(view, "x/boot/vmlinuz-6.1", "6.1"), "x/lib/modules/6.1");
  EXPECT_EQ(module_folder(view, "x/bzImage", "6.1"), "x/lib/modules/6.1");
  EXPECT_EQ(module_folder(view, "boot/vmlinuz-6.2", "6.2"), "usr/lib/modules/6.2");
}

}  // namespace
}  // namespace oci2boot
