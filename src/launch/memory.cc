// SPDX-License-Identifier: Apache-2.0
#include "src/launch/memory.h"

#include <algorithm>

namespace oci2boot {
namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;
constexpr std::uint64_t kBytesPerEntry = 1024;  // inode and directory entry, in slabs
constexpr std::uint64_t kKernelMiB = 80;
constexpr std::uint64_t kWorkMiB = 128;
constexpr std::uint64_t kUsualMiB = 256;
constexpr std::uint64_t kUsualDiskMiB = 512;
constexpr std::uint64_t kStepMiB = 64;

constexpr std::uint64_t divide_up(std::uint64_t value, std::uint64_t by) {
  return value / by + (value % by != 0 ? 1 : 0);
}

constexpr std::uint64_t rounded(std::uint64_t mib) {
  return divide_up(mib, kStepMiB) * kStepMiB;
}

}  // namespace

std::uint64_t least_memory_mib(const RootSize& root) {
  const std::uint64_t need = divide_up(root.unpacked_bytes, kMiB) * 2 +
                             divide_up(root.entries * kBytesPerEntry, kMiB) +
                             divide_up(root.initrd_bytes, kMiB) + kKernelMiB;
  return divide_up(need * 64, 63);
}

std::uint64_t memory_for(const RootSize& root) {
  return rounded(std::max(least_memory_mib(root) + kWorkMiB, kUsualMiB));
}

std::uint64_t memory_with_disk(const RootSize& stage1) {
  return rounded(std::max(least_memory_mib(stage1) + kWorkMiB, kUsualDiskMiB));
}

bool fits(const RootSize& root, std::uint64_t memory_mib) {
  return memory_mib >= least_memory_mib(root);
}

}  // namespace oci2boot
