// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/preflight/attributes.h"

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>

#include "src/boot/kernel/kernel_finder.h"

namespace oci2boot {

namespace {

/// A kind of attribute, and what the kernel's configuration has to have for it.
struct Kind {
  std::string_view prefix;  ///< of its name; the first that fits counts
  std::string_view what;
  std::string_view in_memory;  ///< option that lets a tmpfs keep it
  std::string_view on_disk;    ///< the same of ext4; empty: it always does
};
constexpr std::array kKinds = {
    Kind{"security.capability", "capabilities", "TMPFS_XATTR", "EXT4_FS_SECURITY"},
    Kind{"system.posix_acl_", "access control lists", "TMPFS_POSIX_ACL", "EXT4_FS_POSIX_ACL"},
    Kind{"security.", "security attributes", "TMPFS_XATTR", "EXT4_FS_SECURITY"},
    Kind{"trusted.", "trusted attributes", "TMPFS_XATTR", ""},
    Kind{"user.", "user attributes", "TMPFS_XATTR", ""},
};

/// How many files have attributes of a kind, and the first of them.
struct Found {
  std::uint64_t files = 0;
  std::string first;
};
using FoundKinds = std::array<Found, kKinds.size()>;

FoundKinds find_attributes(const FileTree& tree) {
  FoundKinds found;
  tree.walk([&](const std::string& path, InodeId inode) {
    std::array<bool, kKinds.size()> seen{};
    for (const Xattr& attribute : tree.xattrs(inode)) {
      for (std::size_t i = 0; i < kKinds.size(); ++i) {
        if (!attribute.name.starts_with(kKinds.at(i).prefix)) continue;
        if (!seen.at(i) && ++found.at(i).files == 1) found.at(i).first = "/" + path;
        seen.at(i) = true;
        break;
      }
    }
  });
  return found;
}

/// `why` gives the reason that a kind is lost, or nothing when it is kept.
std::vector<std::string> lost_kinds(const RootFilesystem& root,
                                    const std::function<std::string(const Kind&)>& why) {
  std::vector<std::string> problems;
  const FoundKinds found = find_attributes(root.tree);
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    const Found& kind = found.at(i);
    const std::string reason = kind.files == 0 ? "" : why(kKinds.at(i));
    if (reason.empty()) continue;
    std::string problem = kind.first + " loses its ";
    if (kind.files > 1) {
      problem = std::to_string(kind.files) + " files, " + kind.first + " the first, lose their ";
    }
    problems.push_back(problem.append(kKinds.at(i).what) + ": " + reason);
  }
  return problems;
}

}  // namespace

std::vector<std::string> attribute_problems(const RootFilesystem& root, const Kernel& kernel,
                                            RootKind kind) {
  const bool on_disk = kind == RootKind::disk;
  return lost_kinds(root, [&](const Kind& attribute) -> std::string {
    const std::string_view option = on_disk ? attribute.on_disk : attribute.in_memory;
    const std::string on = on_disk ? "a disk" : "a root in memory";
    if (kernel.config && !option.empty() && kernel.config->value(option) != ConfigValue::built_in) {
      return "the kernel " + kernel.origin + " keeps none on " + on + " (CONFIG_" +
             std::string(option) + ")";
    }
    // Linux 6.6, "tmpfs,xattr: enable limited user extended attributes".
    if (!on_disk && attribute.prefix == "user." && !kernel.image.version.empty() &&
        is_older(kernel.image.version, "6.6")) {
      return "Linux before 6.6 keeps none on " + on;
    }
    return "";
  });
}

std::vector<std::string> attribute_problems(const RootFilesystem& root) {
  return lost_kinds(root, [](const Kind&) -> std::string {
    return "an initramfs carries none, and --no-patch init leaves out what would restore them";
  });
}

}  // namespace oci2boot
