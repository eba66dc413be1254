// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/ext4_limits.h"

#include <cstdint>
#include <map>
#include <string>
#include <unordered_set>
#include <utility>

#include "oci2boot/error.h"
#include "src/image/ext4/attribute_plan.h"
#include "src/image/ext4/format.h"
#include "src/image/ext4/inode.h"
#include "src/image/occurrences.h"

namespace oci2boot {
namespace {

constexpr std::size_t kPathMax = 4095;
constexpr std::size_t kTargetMax = kExt4BlockSize - 1;
constexpr std::uint64_t kFileMax = std::uint64_t{UINT32_MAX} * kExt4BlockSize;
constexpr std::uint32_t kMajorMax = 0xfff;
constexpr std::uint32_t kMinorMax = 0xfffff;

[[noreturn]] void refuse(const std::string& what, const std::string& has) {
  throw Error(ErrorCode::invalid_image, what + " " + has + "; leave it out of the image");
}

void check_name(const std::string& path) {
  const std::size_t size = path.size() - (path.rfind('/') + 1);
  if (size > kExt4NameMax) {
    refuse("the name of " + shown_path(path),
           "has " + std::to_string(size) + " bytes, and ext4 holds names of 255");
  }
}

void check_target(const std::string& path, std::size_t size) {
  const std::string link = "symbolic link " + shown_path(path);
  if (size == 0) refuse(link, "has no target, which Linux does not allow");
  if (size > kTargetMax) {
    refuse(link, "has a target of " + std::to_string(size) + " bytes, and ext4 holds 4095");
  }
}

void check_device(const std::string& path, DeviceNumber number) {
  if (number.major <= kMajorMax && number.minor <= kMinorMax) return;
  refuse("device " + shown_path(path), "has the number " + std::to_string(number.major) + ":" +
                                           std::to_string(number.minor) +
                                           ", which Linux does not have");
}

void check_file(const std::string& path, std::uint64_t size) {
  if (size <= kFileMax) return;
  refuse("file " + shown_path(path),
         "has " + std::to_string(size) + " bytes, and ext4 holds files of less than 16 TiB");
}

class Check {
 public:
  explicit Check(const FileTree& tree) : tree_(tree) {}

  void look_at(const std::string& path, InodeId inode) {
    check_name(path);
    if (path.size() + 1 > kPathMax) long_paths_.add(path);
    if (tree_.links(inode) > 1 && !seen_.insert(inode).second) return;
    check_inode(path, inode);
    if (ext4_time(tree_.mtime(inode)) != tree_.mtime(inode)) moved_times_.add(path);
    look_at_attributes(path, inode);
  }

  void warn_of_all(const WarningSink& warn) const {
    if (moved_times_.count() != 0) {
      warn("ext4 holds times from 1901 to 2446 only: changed that of " + moved_times_.told("file"));
    }
    if (long_paths_.count() != 0) {
      warn("Linux allows paths of 4095 bytes: " + long_paths_.told("longer name") +
           " can be reached in steps only");
    }
    for (const auto& [reason, files] : left_out_) {
      warn("left out attributes of " + files.first.told("file") + ", " + shown_name(files.second) +
           ": " + reason);
    }
  }

 private:
  void check_inode(const std::string& path, InodeId inode) const {
    switch (tree_.type(inode)) {
      case FileType::regular:
        check_file(path, tree_.size(inode));
        break;
      case FileType::symlink:
        check_target(path, tree_.symlink_target(inode).size());
        break;
      case FileType::char_device:
      case FileType::block_device:
        check_device(path, tree_.device(inode));
        break;
      default:
        break;
    }
    const std::uint32_t links = tree_.links(inode);
    if (links > kExt4LinkMax) {
      refuse("file " + shown_path(path),
             "has " + std::to_string(links) + " names, and ext4 allows 65000");
    }
  }

  void look_at_attributes(const std::string& path, InodeId inode) {
    const AttributePlan plan =
        plan_attributes(tree_.xattrs(inode), tree_.type(inode), tree_.permissions(inode));
    for (const LeftOutAttribute& attribute : plan.left_out) {
      auto& [files, first] = left_out_[attribute.reason];
      if (files.count() == 0) first = attribute.name;
      files.add(path);
    }
  }

  const FileTree& tree_;
  std::unordered_set<InodeId> seen_;  // of those with several names
  Occurrences moved_times_;
  Occurrences long_paths_;
  // By the reason: the files, and the first one's attribute.
  std::map<std::string, std::pair<Occurrences, std::string>> left_out_;
};

}  // namespace

void check_ext4_limits(const FileTree& tree, const WarningSink& warn) {
  Check check(tree);
  tree.walk([&](const std::string& path, InodeId inode) { check.look_at(path, inode); });
  check.warn_of_all(warn);
}

}  // namespace oci2boot
