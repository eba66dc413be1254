// SPDX-License-Identifier: Apache-2.0
#include "src/boot/command.h"

#include <cstdint>

#include "src/boot/plan.h"

namespace oci2boot {

namespace {

constexpr std::uint16_t kAnyExecute = 0111;

bool is_program(const FileTree& tree, const std::string& path) {
  const std::optional<InodeId> inode = tree.lookup(path);
  return inode && tree.type(*inode) == FileType::regular &&
         (tree.permissions(*inode) & kAnyExecute) != 0;
}

std::string from(const std::string& folder, std::string_view name) {
  std::string path = folder.starts_with('/') ? folder : "/" + folder;
  if (!path.ends_with('/')) path += '/';
  return path.append(name);
}

}  // namespace

std::vector<std::string> compose_command(const ImageConfig& config, const BootOptions& options) {
  std::vector<std::string> argv = config.entrypoint;
  std::vector<std::string> cmd = config.cmd;
  if (options.entrypoint) {
    argv.clear();
    if (!options.entrypoint->empty()) argv.push_back(*options.entrypoint);
    cmd.clear();
  }
  if (!options.command.empty()) cmd = options.command;
  argv.insert(argv.end(), cmd.begin(), cmd.end());
  return argv;
}

std::optional<std::string> find_program(const ProgramSearch& search, const std::string& name) {
  if (name.empty()) return std::nullopt;
  if (name.find('/') != std::string::npos) {
    std::string path = name.starts_with('/') ? name : from(search.workdir, name);
    if (is_program(search.tree, path)) return path;
    return std::nullopt;
  }
  std::string_view folders = search.path;
  while (true) {
    const std::size_t colon = folders.find(':');
    const std::string folder(folders.substr(0, colon));
    // An empty part of PATH is the working directory.
    std::string path = from(folder.empty() ? search.workdir : folder, name);
    if (is_program(search.tree, path)) return path;
    if (colon == std::string_view::npos) return std::nullopt;
    folders.remove_prefix(colon + 1);
  }
}

}  // namespace oci2boot
