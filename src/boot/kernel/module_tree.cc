// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/module_tree.h"

#include <optional>
#include <vector>

#include "oci2boot/decompress.h"
#include "oci2boot/error.h"
#include "src/boot/kernel/module_info.h"
#include "src/boot/kernel/module_lists.h"

namespace oci2boot {

namespace {

constexpr std::uint64_t kFileLimit = 64U << 20;

/// The folder that the modules go to; nothing when the image has it, or no place for it.
std::optional<InodeId> make_folder(FileTree& tree, const std::string& version, Timestamp time) {
  const std::string path = "/lib/modules/" + version;
  const std::optional<InodeId> there = tree.lookup_no_follow(path);
  if (there && (tree.type(*there) != FileType::directory || tree.child_count(*there) > 0)) {
    return std::nullopt;
  }
  try {
    return ensure_directory(tree, path, time);
  } catch (const Error&) {
    return std::nullopt;
  }
}

class Copying {
 public:
  Copying(RootFilesystem& root, InodeId top, const ModuleTree& from, Timestamp time)
      : root_(root), top_(top), from_(from), time_(time) {}

  ListedModule copy_module(const std::string& path) {
    std::string bytes = read(path);
    add(path, bytes);
    const auto unpacked = decompress(std::make_unique<MemorySource>(std::move(bytes)));
    const std::string elf = read_all(*unpacked, kFileLimit, describe(path));
    return {path, module_name(path), read_module_info(elf).value_or(ModuleInfo())};
  }

  /// Empty when it is not there.
  std::string copy_list(const std::string& name) {
    const auto text = read_text(*from_.files, join_path(from_.folder, name), kFileLimit);
    if (text) add(name, *text);
    return text.value_or("");
  }

  void add(std::string_view path, std::string_view bytes) {
    InodeId folder = top_;
    for (std::size_t slash; (slash = path.find('/')) != std::string_view::npos;) {
      folder = make_directory(folder, path.substr(0, slash));
      path.remove_prefix(slash + 1);
    }
    write_file(root_, folder, path, {0644, 0, 0, time_, {}}, bytes);
  }

 private:
  InodeId make_directory(InodeId parent, std::string_view name) {
    const std::optional<InodeId> there = root_.tree.child(parent, name);
    return there ? *there : root_.tree.add_directory(parent, name, {0755, 0, 0, time_, {}});
  }

  std::string describe(const std::string& path) const {
    return from_.files->describe(join_path(from_.folder, path));
  }

  std::string read(const std::string& path) const {
    const std::unique_ptr<ByteSource> source = from_.files->open(join_path(from_.folder, path));
    if (!source) throw Error(ErrorCode::missing_tool, "cannot open " + describe(path));
    return read_all(*source, kFileLimit, describe(path));
  }

  RootFilesystem& root_;
  InodeId top_;
  const ModuleTree& from_;
  Timestamp time_;
};

}  // namespace

std::size_t add_module_tree(RootFilesystem& root, const ModuleTree& modules, Timestamp time) {
  const std::optional<InodeId> top = make_folder(root.tree, modules.version, time);
  if (!top) return 0;
  Copying copying(root, *top, modules, time);
  std::vector<ListedModule> listed;
  for (const std::string& path : modules.files->files_below(modules.folder)) {
    if (!module_name(path).empty()) listed.push_back(copying.copy_module(path));
  }
  BuildLists build;
  build.order = copying.copy_list("modules.order");
  build.builtin = copying.copy_list("modules.builtin");
  build.builtin_modinfo = copying.copy_list("modules.builtin.modinfo");
  for (const ModuleList& list : module_lists(listed, build)) copying.add(list.name, list.bytes);
  return listed.size();
}

}  // namespace oci2boot
