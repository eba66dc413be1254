// SPDX-License-Identifier: Apache-2.0
#include "tests/support/tree_listing.h"

#include <algorithm>
#include <cstdio>
#include <map>

#include "oci2boot/hasher.h"

namespace oci2boot {

namespace {

std::string content_hash(const RootFilesystem& root, InodeId file) {
  Hasher hasher;
  FileReader reader(root, file);
  std::vector<std::byte> chunk(64U << 10);
  while (const std::size_t count = reader.read(chunk)) {
    hasher.update(std::span(chunk).first(count));
  }
  return std::string(hasher.finish().hex().substr(0, 16));
}

std::string octal_mode(const FileTree& tree, InodeId inode) {
  char text[8];
  std::snprintf(text, sizeof text, "%04o", static_cast<unsigned>(tree.permissions(inode)));
  return text;
}

std::string hex(const std::string& bytes) {
  std::string text;
  for (const char byte : bytes) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x",
                  static_cast<unsigned>(static_cast<unsigned char>(byte)));
    text += digits;
  }
  return text;
}

std::string rest_of_line(const RootFilesystem& root, InodeId inode, const std::string& first_name) {
  const FileTree& tree = root.tree;
  const std::string owner = std::to_string(tree.uid(inode)) + ":" + std::to_string(tree.gid(inode));
  const std::string time = "mtime=" + std::to_string(tree.mtime(inode).seconds);
  const DeviceNumber device = tree.device(inode);
  const std::string number = std::to_string(device.major) + "," + std::to_string(device.minor);
  switch (tree.type(inode)) {
    case FileType::directory:
      return "d " + octal_mode(tree, inode) + " " + owner + " ";
    case FileType::symlink:
      return "l - " + owner + " -> " + std::string(tree.symlink_target(inode)) + " " + time;
    case FileType::regular: {
      std::string line = "f " + octal_mode(tree, inode) + " " + owner +
                         " size=" + std::to_string(tree.size(inode)) +
                         " sha=" + content_hash(root, inode);
      if (tree.links(inode) > 1) line += " hl=" + first_name;
      return line + " " + time;
    }
    case FileType::char_device:
      return "c " + octal_mode(tree, inode) + " " + owner + " " + number + " " + time;
    case FileType::block_device:
      return "b " + octal_mode(tree, inode) + " " + owner + " " + number + " " + time;
    case FileType::fifo:
      return "p " + octal_mode(tree, inode) + " " + owner + " " + time;
  }
  return "?";
}

}  // namespace

std::vector<std::string> tree_listing(const RootFilesystem& root) {
  std::map<std::string, InodeId> names;
  root.tree.walk([&](const std::string& path, InodeId inode) {
    if (!path.empty()) names[path] = inode;
  });
  std::map<InodeId, std::string> first_names;
  for (const auto& [path, inode] : names) first_names.try_emplace(inode, path);
  std::vector<std::string> lines;
  for (const auto& [path, inode] : names) {
    std::string line = path + "\t" + rest_of_line(root, inode, first_names[inode]);
    for (const Xattr& xattr : root.tree.xattrs(inode))
      line += " " + xattr.name + "=" + hex(xattr.value);
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace oci2boot
