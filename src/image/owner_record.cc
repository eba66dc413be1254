// SPDX-License-Identifier: Apache-2.0
#include "src/image/owner_record.h"

#include <cstdio>

namespace oci2boot {
namespace {

/// A field of protobuf's wire type 0.
void append_field(std::string& message, unsigned number, std::uint32_t value) {
  message.push_back(static_cast<char>(number << 3));
  for (; value >= 0x80; value >>= 7) message.push_back(static_cast<char>((value & 0x7FU) | 0x80U));
  message.push_back(static_cast<char>(value));
}

std::string type_words(const FileTree& tree, InodeId inode) {
  const DeviceNumber device = tree.device(inode);
  const std::string numbers =
      "-" + std::to_string(device.major) + "-" + std::to_string(device.minor);
  switch (tree.type(inode)) {
    case FileType::directory:
      return "dir";
    case FileType::symlink:
      return "symlink";
    case FileType::char_device:
      return "char" + numbers;
    case FileType::block_device:
      return "block" + numbers;
    case FileType::fifo:
      return "pipe";
    case FileType::regular:
      break;
  }
  return "file";
}

}  // namespace

std::string owner_record(std::uint32_t uid, std::uint32_t gid) {
  std::string message;
  if (uid == 0 && gid == 0) return message;
  append_field(message, 1, uid != 0 ? uid : UINT32_MAX);
  append_field(message, 2, gid != 0 ? gid : UINT32_MAX);
  return message;
}

std::string stat_record(const FileTree& tree, InodeId inode) {
  char numbers[48];
  std::snprintf(numbers, sizeof numbers, "%u:%u:%04o:", tree.uid(inode), tree.gid(inode),
                unsigned{tree.permissions(inode)});
  return numbers + type_words(tree, inode);
}

}  // namespace oci2boot
