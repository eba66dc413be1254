// SPDX-License-Identifier: Apache-2.0
#include "src/boot/systems/programs.h"

#include <array>
#include <cstdint>

#include "src/boot/systems/program_text.h"

namespace oci2boot {

namespace {

constexpr std::array<std::string_view, 4> kFolders = {"/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"};

}  // namespace

bool is_program(const RootFilesystem& root, std::string_view path) {
  constexpr std::uint16_t kAnyExecute = 0111;
  const std::optional<InodeId> inode = root.tree.lookup(path);
  return inode && root.tree.type(*inode) == FileType::regular &&
         (root.tree.permissions(*inode) & kAnyExecute) != 0;
}

bool is_same_file(const RootFilesystem& root, std::string_view one, std::string_view other) {
  const std::optional<InodeId> inode = root.tree.lookup(one);
  return inode && inode == root.tree.lookup(other);
}

std::optional<std::string> system_program(const RootFilesystem& root, std::string_view name) {
  for (const std::string_view folder : kFolders) {
    std::string path = std::string(folder).append(name);
    if (is_program(root, path)) return path;
  }
  return std::nullopt;
}

std::optional<Getty> find_getty(const RootFilesystem& root) {
  if (const auto agetty = system_program(root, "agetty")) return Getty{*agetty, false};
  const std::optional<std::string> getty = system_program(root, "getty");
  if (getty && is_busybox(root, *getty)) return Getty{*getty, true};
  return std::nullopt;
}

}  // namespace oci2boot
