// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/attribute_plan.h"

#include <ext2fs/ext2fs.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <tuple>
#include <utility>

#include "src/image/ext4/acl.h"

namespace oci2boot {
namespace {

// The kernel's limits for any file system, include/uapi/linux/limits.h.
constexpr std::size_t kNameMax = 255;
constexpr std::size_t kValueMax = 65536;

constexpr std::size_t kMagicSize = 4;       // before the entries in an inode
constexpr std::size_t kTerminatorSize = 4;  // behind the entries: zeros
constexpr std::size_t kHeaderSize = sizeof(ext2_ext_attr_header);
constexpr std::size_t kInodeRoom = kInodeAttributeRoom - kMagicSize - kTerminatorSize;
constexpr std::size_t kBlockRoom = kExt4BlockSize - kHeaderSize - kTerminatorSize;

struct Namespace {
  std::string_view prefix;
  std::uint8_t index;
};
// fs/ext4/xattr.h
constexpr Namespace kNamespaces[] = {{"user.", 1}, {"trusted.", 4}, {"security.", 6}};
constexpr std::uint8_t kAccessAclIndex = 2;
constexpr std::uint8_t kDefaultAclIndex = 3;
constexpr std::string_view kAccessAcl = "system.posix_acl_access";
constexpr std::string_view kDefaultAcl = "system.posix_acl_default";

/// Bytes that a value takes beside its like.
std::size_t value_size(const StoredAttribute& attribute) {
  return attribute.large_value ? 0 : EXT2_EXT_ATTR_SIZE(attribute.value.size());
}

/// Bytes that an attribute takes beside its like.
std::size_t cost(const StoredAttribute& attribute) {
  return attribute_entry_size(attribute) + value_size(attribute);
}

std::size_t cost(std::span<const StoredAttribute> attributes) {
  std::size_t all = 0;
  for (const StoredAttribute& attribute : attributes) all += cost(attribute);
  return all;
}

/// The order in which the kernel searches a block.
bool comes_first(const StoredAttribute& a, const StoredAttribute& b) {
  return std::tuple(a.name_index, a.name.size(), std::string_view(a.name)) <
         std::tuple(b.name_index, b.name.size(), std::string_view(b.name));
}

class Planner {
 public:
  Planner(FileType type, std::uint16_t permissions) : type_(type), permissions_(permissions) {}

  AttributePlan plan(std::span<const Xattr> xattrs) {
    for (const Xattr& xattr : xattrs) add(xattr);
    fill_inode();
    fit_block();
    std::sort(plan_.in_inode.begin(), plan_.in_inode.end(), comes_first);
    std::sort(plan_.in_block.begin(), plan_.in_block.end(), comes_first);
    for (StoredAttribute& attribute : plan_.in_block) {
      if (!attribute.large_value) continue;
      attribute.large_value = plan_.large_values.size();
      plan_.large_values.push_back(std::exchange(attribute.value, {}));
    }
    return std::move(plan_);
  }

 private:
  void leave_out(const std::string& name, std::string reason) {
    plan_.left_out.push_back({name, std::move(reason)});
  }

  void add(const Xattr& xattr) {
    if (xattr.name.size() > kNameMax) {
      leave_out(xattr.name, "Linux allows names of 255 bytes");
    } else if (xattr.value.size() > kValueMax) {
      leave_out(xattr.name, "Linux allows values of 65536 bytes");
    } else if (xattr.name == kAccessAcl || xattr.name == kDefaultAcl) {
      add_acl(xattr);
    } else {
      add_plain(xattr);
    }
  }

  void add_acl(const Xattr& xattr) {
    const bool is_access = xattr.name == kAccessAcl;
    if (type_ == FileType::symlink) return leave_out(xattr.name, "a symbolic link has no ACL");
    if (!is_access && type_ != FileType::directory) {
      return leave_out(xattr.name, "only a directory has a default ACL");
    }
    EncodedAcl acl =
        is_access ? encode_access_acl(xattr.value, permissions_) : encode_default_acl(xattr.value);
    if (!acl.error.empty()) return leave_out(xattr.name, acl.error);
    if (acl.bytes.empty()) return;
    rest_.push_back({is_access ? kAccessAclIndex : kDefaultAclIndex, {}, std::move(acl.bytes), {}});
  }

  void add_plain(const Xattr& xattr) {
    const auto* const space = std::find_if(
        std::begin(kNamespaces), std::end(kNamespaces),
        [&](const Namespace& candidate) { return xattr.name.starts_with(candidate.prefix); });
    if (space == std::end(kNamespaces) || xattr.name.size() == space->prefix.size()) {
      return leave_out(xattr.name, "ext4 keeps user, trusted and security attributes and ACLs");
    }
    const bool is_user = space == std::begin(kNamespaces);
    if (is_user && type_ != FileType::regular && type_ != FileType::directory) {
      return leave_out(xattr.name, "only files and directories have user attributes");
    }
    rest_.push_back({space->index, xattr.name.substr(space->prefix.size()), xattr.value, {}});
  }

  /// The cheapest ones, as many as there is room for.
  void fill_inode() {
    std::sort(rest_.begin(), rest_.end(), [](const StoredAttribute& a, const StoredAttribute& b) {
      return cost(a) != cost(b) ? cost(a) < cost(b) : comes_first(a, b);
    });
    std::size_t room = kInodeRoom;
    auto next = rest_.begin();
    for (; next != rest_.end() && cost(*next) <= room; ++next) {
      room -= cost(*next);
      plan_.in_inode.push_back(std::move(*next));
    }
    plan_.in_block.assign(std::make_move_iterator(next), std::make_move_iterator(rest_.end()));
  }

  /// The largest values go to inodes of their own until the rest has room; should that not be
  /// enough, the longest names stay out.
  void fit_block() {
    std::vector<StoredAttribute>& block = plan_.in_block;
    std::size_t size = cost(block);
    if (size <= kBlockRoom) return;
    std::stable_sort(block.begin(), block.end(),
                     [](const StoredAttribute& a, const StoredAttribute& b) {
                       return a.value.size() > b.value.size();
                     });
    for (StoredAttribute& attribute : block) {
      if (size <= kBlockRoom || attribute.value.empty()) break;
      size -= value_size(attribute);
      attribute.large_value = 0;  // which one, is known when all are sorted
    }
    std::stable_sort(block.begin(), block.end(),
                     [](const StoredAttribute& a, const StoredAttribute& b) {
                       return a.name.size() < b.name.size();
                     });
    for (; size > kBlockRoom; block.pop_back()) {
      size -= cost(block.back());
      leave_out(full_name(block.back()), "ext4 has 4 KiB for the names of a file's attributes");
    }
  }

  static std::string full_name(const StoredAttribute& attribute) {
    if (attribute.name_index == kAccessAclIndex) return std::string(kAccessAcl);
    if (attribute.name_index == kDefaultAclIndex) return std::string(kDefaultAcl);
    const auto* const space = std::find_if(
        std::begin(kNamespaces), std::end(kNamespaces),
        [&](const Namespace& candidate) { return candidate.index == attribute.name_index; });
    return std::string(space->prefix) + attribute.name;
  }

  FileType type_;
  std::uint16_t permissions_;
  std::vector<StoredAttribute> rest_;
  AttributePlan plan_;
};

}  // namespace

std::size_t attribute_entry_size(const StoredAttribute& attribute) {
  return EXT2_EXT_ATTR_LEN(attribute.name.size());
}

AttributePlan plan_attributes(std::span<const Xattr> xattrs, FileType type,
                              std::uint16_t permissions) {
  if (xattrs.empty()) return {};
  return Planner(type, permissions).plan(xattrs);
}

}  // namespace oci2boot
