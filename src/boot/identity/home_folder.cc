// SPDX-License-Identifier: Apache-2.0
#include "src/boot/identity/home_folder.h"

#include <set>
#include <utility>
#include <vector>

#include "oci2boot/error.h"
#include "src/boot/text_lines.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

constexpr std::uint64_t kTextLimit = 1U << 20;
constexpr std::uint16_t kGroupAndOthersWrite = 0022;
constexpr std::uint16_t kSticky = 01000;

std::optional<InodeId> folder_at(const FileTree& tree, const std::string& path) {
  const std::optional<InodeId> inode = tree.lookup(path);
  if (!inode || tree.type(*inode) != FileType::directory) return std::nullopt;
  return inode;
}

/// That of `source`, as the user's own. Attributes (labels, capabilities) belong to the original.
Metadata users_own(const FileTree& tree, InodeId source, const Account& account, Timestamp time) {
  return {tree.permissions(source), account.uid, account.gid, time, {}};
}

/// What is no small file, link or folder makes no sense in a skeleton and is passed over.
void copy_skeleton(RootFilesystem& root, InodeId home, const Account& account, Timestamp time) {
  FileTree& tree = root.tree;
  const std::optional<InodeId> skeleton = folder_at(tree, "/etc/skel");
  if (!skeleton) return;
  std::vector<std::pair<InodeId, InodeId>> pending{{*skeleton, home}};
  while (!pending.empty()) {
    const auto [from, to] = pending.back();
    pending.pop_back();
    for (const FileTree::Child& child : tree.children(from)) {
      if (child.inode == home) continue;  // /home may lead into the skeleton
      const Metadata metadata = users_own(tree, child.inode, account, time);
      const FileType type = tree.type(child.inode);
      const std::string name(child.name);
      if (type == FileType::directory) {
        pending.emplace_back(child.inode, tree.add_directory(to, name, metadata));
      } else if (type == FileType::symlink) {
        tree.add_symlink(to, name, metadata, std::string(tree.symlink_target(child.inode)));
      } else if (type == FileType::regular && tree.size(child.inode) <= kTextLimit) {
        write_file(root, to, name, metadata, read_file(root, child.inode, kTextLimit));
      }
    }
  }
}

/// sshd's StrictModes: nobody else may be able to put another ~/.ssh there. A folder that is
/// sticky (/tmp) is everyone's on purpose.
void close_to_others(FileTree& tree, InodeId folder) {
  Metadata metadata = tree.metadata(folder);
  if ((metadata.permissions & kSticky) != 0) return;
  metadata.permissions &= static_cast<std::uint16_t>(~kGroupAndOthersWrite);
  tree.set_metadata(folder, metadata);
}

void own(FileTree& tree, InodeId inode, const Account& account, std::uint16_t permissions) {
  Metadata metadata = tree.metadata(inode);
  metadata.permissions = permissions;
  metadata.uid = account.uid;
  metadata.gid = account.gid;
  tree.set_metadata(inode, metadata);
}

std::string text_of_keys(const RootFilesystem& root, const std::string& path) {
  const std::optional<InodeId> inode = root.tree.lookup(path);
  if (!inode) return "";
  if (root.tree.type(*inode) != FileType::regular || root.tree.size(*inode) > kTextLimit) {
    throw Error(ErrorCode::invalid_image,
                "the image's " + path + " is no file of at most 1 MiB: no SSH key can be added");
  }
  return read_file(root, *inode, kTextLimit);
}

std::set<std::string, std::less<>> lines_of(std::string_view text) {
  std::set<std::string, std::less<>> lines;
  for (const std::string_view line : text_lines(text)) lines.emplace(line);
  return lines;
}

}  // namespace

void ensure_home(RootFilesystem& root, const Account& account, Timestamp time) {
  if (folder_at(root.tree, account.home)) return;
  const InodeId home = ensure_directory(root.tree, account.home, time);
  own(root.tree, home, account, 0700);
  copy_skeleton(root, home, account, time);
}

std::size_t add_authorized_keys(RootFilesystem& root, const Account& account,
                                std::span<const std::string> keys, Timestamp time) {
  ensure_home(root, account, time);
  const std::string folder = account.home + (account.home.ends_with('/') ? ".ssh" : "/.ssh");
  const std::string path = folder + "/authorized_keys";
  std::string text = text_of_keys(root, path);
  std::set<std::string, std::less<>> known = lines_of(text);
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  std::size_t added = 0;
  for (const std::string& key : keys) {
    if (!known.insert(key).second) continue;
    text += key + "\n";
    ++added;
  }
  FileTree& tree = root.tree;
  close_to_others(tree, *tree.lookup(account.home));
  own(tree, ensure_directory(tree, folder, time), account, 0700);
  put_text(root, path, text, time);
  const std::optional<InodeId> file = tree.lookup_no_follow(path);
  if (!file || tree.type(*file) != FileType::regular) {
    throw Error(ErrorCode::invalid_image,
                "cannot write " + path + " in the image: something is in the way");
  }
  own(tree, *file, account, 0600);
  return added;
}

}  // namespace oci2boot
