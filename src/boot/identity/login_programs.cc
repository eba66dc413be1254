// SPDX-License-Identifier: Apache-2.0
#include "src/boot/identity/login_programs.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "src/boot/command.h"
#include "src/boot/systems/programs.h"

namespace oci2boot {

namespace {

/// Where C libraries keep their shared objects: lib, lib64, and Debian's folder for each machine.
std::vector<std::string> library_folders(const FileTree& tree) {
  std::vector<std::string> folders;
  for (const char* name : {"/lib", "/usr/lib", "/lib64", "/usr/lib64"}) {
    const std::string folder = name;
    folders.push_back(folder);
    const std::optional<InodeId> inode = tree.lookup(folder);
    if (!inode || tree.type(*inode) != FileType::directory) continue;
    for (const FileTree::Child& child : tree.children(*inode)) {
      if (child.name.ends_with("-linux-gnu")) {
        folders.push_back(folder + "/" + std::string(child.name));
      }
    }
  }
  return folders;
}

/// libxcrypt has the prefixes of the methods it knows as strings.
bool knows_yescrypt(const RootFilesystem& root, const std::string& library) {
  constexpr std::uint64_t kLargestLibrary = 4U << 20;
  const std::optional<InodeId> inode = root.tree.lookup(library);
  if (!inode || root.tree.type(*inode) != FileType::regular) return false;
  if (root.tree.size(*inode) > kLargestLibrary) return false;
  return read_file(root, *inode, kLargestLibrary).find("$y$") != std::string::npos;
}

bool login_is_busybox(const RootFilesystem& root) {
  const std::optional<std::string> login = system_program(root, "login");
  const std::optional<std::string> busybox = system_program(root, "busybox");
  return login && busybox && is_same_file(root, *login, *busybox);
}

}  // namespace

bool is_usable_shell(const RootFilesystem& root, const std::string& shell) {
  const std::string path = shell.empty() ? "/bin/sh" : shell;
  const std::string_view name = std::string_view(path).substr(path.rfind('/') + 1);
  if (name == "nologin" || name == "false" || !path.starts_with('/')) return false;
  return is_program(root, path);
}

std::string login_shell(const RootFilesystem& root, const std::string& root_shell) {
  for (const std::string& shell : {root_shell, std::string("/bin/bash"), std::string("/bin/ash")}) {
    if (!shell.empty() && is_usable_shell(root, shell)) return shell;
  }
  return "/bin/sh";
}

bool has_ssh_server(const RootFilesystem& root) {
  static constexpr std::array<const char*, 3> kServers = {"sshd", "dropbear", "tinysshd"};
  const ProgramSearch search{root.tree, std::string(kDefaultPath), ""};
  return std::any_of(kServers.begin(), kServers.end(),
                     [&](const char* server) { return find_program(search, server).has_value(); });
}

HashMethod best_hash_method(const RootFilesystem& root) {
  if (login_is_busybox(root)) return HashMethod::sha512_crypt;
  for (const std::string& folder : library_folders(root.tree)) {
    for (const char* name : {"libcrypt.so.1", "libcrypt.so.2"}) {
      if (knows_yescrypt(root, folder + "/" + name)) return HashMethod::yescrypt;
    }
  }
  return HashMethod::sha512_crypt;
}

}  // namespace oci2boot
