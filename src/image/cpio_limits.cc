// SPDX-License-Identifier: Apache-2.0
#include "src/image/cpio_limits.h"

#include <algorithm>
#include <limits>
#include <string>

#include "oci2boot/error.h"
#include "src/image/occurrences.h"

namespace oci2boot {
namespace {

constexpr std::uint64_t kFieldMax = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kPathMax = 4095;
constexpr std::size_t kNameMax = 255;
constexpr std::uint32_t kMajorMax = 0xfff;
constexpr std::uint32_t kMinorMax = 0xfffff;

bool kernel_takes_name(const std::string& path) {
  return path.size() <= kPathMax && path.size() - (path.rfind('/') + 1) <= kNameMax;
}

bool time_fits(Timestamp time) {
  return time.seconds >= 0 && static_cast<std::uint64_t>(time.seconds) <= kFieldMax;
}

void check_inode(const FileTree& tree, const std::string& path, InodeId inode) {
  const FileType type = tree.type(inode);
  if (type == FileType::regular && tree.size(inode) > kFieldMax) {
    throw Error(ErrorCode::invalid_image,
                "file " + shown_path(path) + " has " + std::to_string(tree.size(inode)) +
                    " bytes, and an initramfs holds no file of 4 GiB or more; leave it out of the "
                    "image");
  }
  if (type != FileType::char_device && type != FileType::block_device) return;
  const DeviceNumber number = tree.device(inode);
  if (number.major > kMajorMax || number.minor > kMinorMax) {
    throw Error(ErrorCode::invalid_image,
                "device " + shown_path(path) + " has the number " + std::to_string(number.major) +
                    ":" + std::to_string(number.minor) + ", which Linux does not have");
  }
}

}  // namespace

std::uint32_t cpio_time(Timestamp time) {
  if (time.seconds < 0) return 0;
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>(static_cast<std::uint64_t>(time.seconds), kFieldMax));
}

void check_cpio_limits(const FileTree& tree, const WarningSink& warn) {
  Occurrences moved_times;
  Occurrences left_out;
  tree.walk([&](const std::string& path, InodeId inode) {
    check_inode(tree, path, inode);
    if (!time_fits(tree.mtime(inode))) moved_times.add(path);
    if (!kernel_takes_name(path) ||
        (tree.type(inode) == FileType::symlink && tree.symlink_target(inode).size() > kPathMax)) {
      left_out.add(path);
    }
  });
  if (moved_times.count() != 0) {
    warn("an initramfs holds times of 1970 to 2106 only: changed that of " +
         moved_times.told("file"));
  }
  if (left_out.count() != 0) {
    warn("the kernel will leave out " + left_out.told("name") +
         ": paths and link targets may have 4095 bytes, their parts 255");
  }
}

}  // namespace oci2boot
