// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/modules.h"

#include <map>
#include <set>

#include "oci2boot/decompress.h"
#include "oci2boot/error.h"
#include "src/boot/kernel/module_info.h"
#include "src/boot/text_lines.h"

namespace oci2boot {

namespace {

constexpr std::uint64_t kModuleLimit = 64U << 20;
constexpr std::uint64_t kListLimit = 4U << 20;
constexpr int kMaxDepth = 64;  // of dependencies; real ones stay below ten

class ModuleLoader {
 public:
  ModuleLoader(const FileView& view, std::string folder, std::string version)
      : view_(view),
        folder_(std::move(folder)),
        version_(std::move(version)),
        built_in_(built_in_modules(view, folder_)) {
    for (const std::string& path : view_.files_below(folder_)) {
      const std::string name = module_name(path);
      if (!name.empty()) paths_.try_emplace(name, path);
    }
  }

  bool is_built_in(const std::string& name) const { return built_in_.contains(name); }

  /// Loads a module behind what it depends on. False when one of them cannot be had.
  bool load(const std::string& name, int depth = 0) {
    if (is_built_in(name)) return true;
    const auto [state, is_new] = states_.try_emplace(name, State::failed);
    // A module that is still being loaded counts as failed: a circle of dependencies.
    if (!is_new) return state->second == State::loaded;
    const auto path = paths_.find(name);
    if (path == paths_.end() || depth > kMaxDepth) return false;
    GuestModule module{name, read(path->second)};
    const std::optional<ModuleInfo> info = read_module_info(module.bytes);
    if (!info || (!version_.empty() && info->kernel_version != version_)) return false;
    for (const std::string& other : info->before) load_soft(other, depth + 1);
    for (const std::string& other : info->depends) {
      if (!load(other, depth + 1)) return false;
    }
    states_[name] = State::loaded;
    modules.push_back(std::move(module));
    return true;
  }

  std::vector<GuestModule> modules;
  std::vector<std::string> damaged;

 private:
  /// A soft dependency may be an alias. Those of the kernel's own cryptography ("crypto-crc32c", or
  /// just "crc32c", which ext4 does not mount without) are algorithms, whose portable form is in a
  /// module NAME_generic.
  void load_soft(std::string name, int depth) {
    constexpr std::string_view kCrypto = "crypto_";
    if (load(name, depth)) return;
    if (name.starts_with(kCrypto)) name.erase(0, kCrypto.size());
    load(name + "_generic", depth);
  }

  enum class State { loaded, failed };

  /// Empty for a damaged one.
  std::string read(const std::string& path) {
    const std::string full = join_path(folder_, path);
    std::unique_ptr<ByteSource> packed = view_.open(full);
    if (!packed) return {};
    try {
      const std::unique_ptr<ByteSource> source = decompress(std::move(packed));
      return read_all(*source, kModuleLimit, "the module");
    } catch (const Error& error) {
      if (error.code() == ErrorCode::output_failed) throw;
      damaged.emplace_back(error.within(view_.describe(full)).what());
      return {};
    }
  }

  const FileView& view_;
  std::string folder_;
  std::string version_;
  std::set<std::string> built_in_;
  std::map<std::string, std::string> paths_;  // by name, from the folder
  std::map<std::string, State> states_;
};

}  // namespace

std::set<std::string> built_in_modules(const FileView& view, const std::string& folder) {
  const std::string list =
      read_text(view, join_path(folder, "modules.builtin"), kListLimit).value_or("");
  std::set<std::string> names;
  for (const std::string_view line : text_lines(list)) {
    const std::string name = module_name(line);
    if (!name.empty()) names.insert(name);
  }
  return names;
}

ModuleSet load_modules(const FileView& view, const std::string& folder, const std::string& version,
                       std::span<const std::string_view> wanted) {
  ModuleLoader loader(view, folder, version);
  ModuleSet set;
  for (const std::string_view view_of_name : wanted) {
    const std::string name(view_of_name);
    if (loader.is_built_in(name)) {
      set.built_in.push_back(name);
    } else if (!loader.load(name)) {
      set.missing.push_back(name);
    }
  }
  set.modules = std::move(loader.modules);
  set.damaged = std::move(loader.damaged);
  return set;
}

}  // namespace oci2boot
