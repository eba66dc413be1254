// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/module_lists.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "src/boot/kernel/module_index.h"

namespace oci2boot {

namespace {

/// Calls `take` for every part of `text` that `separator` ends.
template <typename Take>
void for_each_part(std::string_view text, char separator, const Take& take) {
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    if (!part.empty()) take(part);
  }
}

/// As names are looked up: with underscores, but for what stands in brackets.
std::string normalised_alias(std::string_view alias) {
  std::string result(alias);
  bool in_brackets = false;
  for (char& c : result) {
    if (c == '[') in_brackets = true;
    if (c == ']') in_brackets = false;
    if (c == '-' && !in_brackets) c = '_';
  }
  return result;
}

/// Modules in the order in which the kernel was linked, which says who is asked first where several
/// have one alias; others follow by their paths.
class OrderedModules {
 public:
  OrderedModules(std::span<const ListedModule> modules, const std::string& order) {
    std::map<std::string, std::size_t> places;
    for_each_part(order, '\n', [&](std::string_view path) {
      places.try_emplace(module_name(path), places.size());
    });
    for (const ListedModule& module : modules) {
      if (by_name_.try_emplace(module.name, &module).second) all_.push_back(&module);
    }
    const auto place = [&](const ListedModule* module) {
      const auto found = places.find(module->name);
      return found == places.end() ? places.size() : found->second;
    };
    std::sort(all_.begin(), all_.end(), [&](const ListedModule* a, const ListedModule* b) {
      return std::pair(place(a), std::string_view(a->path)) <
             std::pair(place(b), std::string_view(b->path));
    });
  }

  const std::vector<const ListedModule*>& all() const { return all_; }
  const ListedModule* find(const std::string& name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
  }

 private:
  std::map<std::string, const ListedModule*> by_name_;
  std::vector<const ListedModule*> all_;
};

/// All that a module needs, what is to be loaded first last. Circles end where they close.
std::vector<const ListedModule*> needed_by(const ListedModule& module, const OrderedModules& all) {
  std::vector<const ListedModule*> loaded;
  std::set<const ListedModule*> seen{&module};
  // Depth first without recursion: a module and how many of its dependencies have been looked at.
  std::vector<std::pair<const ListedModule*, std::size_t>> pending{{&module, 0}};
  while (!pending.empty()) {
    auto& [current, next] = pending.back();
    if (next < current->info.depends.size()) {
      const ListedModule* other = all.find(current->info.depends[next++]);
      if (other != nullptr && seen.insert(other).second) pending.emplace_back(other, 0);
    } else {
      if (current != &module) loaded.push_back(current);
      pending.pop_back();
    }
  }
  std::reverse(loaded.begin(), loaded.end());
  return loaded;
}

/// A list that people and busybox read, and its index.
struct List {
  std::string text;
  std::vector<IndexEntry> entries;
};

List dependencies(const OrderedModules& modules) {
  List list;
  std::uint32_t priority = 0;
  for (const ListedModule* module : modules.all()) {
    std::string line = module->path + ":";
    for (const ListedModule* other : needed_by(*module, modules)) line += " " + other->path;
    list.text += line + "\n";
    list.entries.push_back({module->name, priority++, line});
  }
  return list;
}

List aliases(const OrderedModules& modules) {
  List list{"# Aliases extracted from modules themselves.\n", {}};
  std::uint32_t priority = 0;
  for (const ListedModule* module : modules.all()) {
    for (const std::string& alias : module->info.aliases) {
      list.text += "alias " + alias + " " + module->name + "\n";
      list.entries.push_back({normalised_alias(alias), priority, module->name});
    }
    ++priority;
  }
  return list;
}

List symbols(const OrderedModules& modules) {
  List list{"# Aliases for symbols, used by symbol_request().\n", {}};
  std::uint32_t priority = 0;
  for (const ListedModule* module : modules.all()) {
    for (const std::string& symbol : module->info.symbols) {
      list.text += "alias symbol:" + symbol + " " + module->name + "\n";
      list.entries.push_back({"symbol:" + symbol, priority, module->name});
    }
    ++priority;
  }
  return list;
}

std::string soft_dependencies(const OrderedModules& modules) {
  std::string text = "# Soft dependencies extracted from modules themselves.\n";
  for (const ListedModule* module : modules.all()) {
    for (const std::string& softdep : module->info.softdeps) {
      text += "softdep " + module->name + " " + softdep + "\n";
    }
  }
  return text;
}

/// "fuse c10:229" for aliases "devname:fuse" and "char-major-10-229": a node that loads the module
/// when it is opened.
std::optional<std::string> device_node(const ModuleInfo& info) {
  std::string name;
  std::string number;
  for (const std::string_view alias : info.aliases) {
    const bool is_block = alias.starts_with("block-major-");
    if (alias.starts_with("devname:")) {
      name = alias.substr(8);
    } else if (is_block || alias.starts_with("char-major-")) {
      const std::string_view numbers = alias.substr(is_block ? 12 : 11);
      const std::size_t dash = numbers.find('-');
      if (dash == std::string_view::npos || numbers.ends_with('*')) continue;
      number = is_block ? "b" : "c";
      number.append(numbers.substr(0, dash)).append(":").append(numbers.substr(dash + 1));
    }
    if (!name.empty() && !number.empty()) return name.append(" ").append(number);
  }
  return std::nullopt;
}

std::string device_nodes(const OrderedModules& modules) {
  std::string text = "# Device nodes to trigger on-demand module loading.\n";
  for (const ListedModule* module : modules.all()) {
    const std::optional<std::string> node = device_node(module->info);
    if (node) text += module->name + " " + *node + "\n";
  }
  return text;
}

std::string built_in_index(const std::string& builtin) {
  std::vector<IndexEntry> entries;
  for_each_part(builtin, '\n', [&](std::string_view path) {
    entries.push_back({module_name(path), 0, ""});
  });
  return module_index(std::move(entries));
}

/// From records "MODULE.alias=ALIAS".
std::string built_in_alias_index(const std::string& modinfo) {
  std::vector<IndexEntry> entries;
  for_each_part(modinfo, '\0', [&](std::string_view record) {
    const std::size_t dot = record.find('.');
    if (dot == std::string_view::npos || !record.substr(dot).starts_with(".alias=")) return;
    entries.push_back(
        {normalised_alias(record.substr(dot + 7)), 0, std::string(record.substr(0, dot))});
  });
  return module_index(std::move(entries));
}

}  // namespace

std::vector<ModuleList> module_lists(std::span<const ListedModule> modules,
                                     const BuildLists& build) {
  const OrderedModules ordered(modules, build.order);
  List dep = dependencies(ordered);
  List alias = aliases(ordered);
  List symbol = symbols(ordered);
  return {
      {"modules.alias", std::move(alias.text)},
      {"modules.alias.bin", module_index(std::move(alias.entries))},
      {"modules.builtin.alias.bin", built_in_alias_index(build.builtin_modinfo)},
      {"modules.builtin.bin", built_in_index(build.builtin)},
      {"modules.dep", std::move(dep.text)},
      {"modules.dep.bin", module_index(std::move(dep.entries))},
      {"modules.devname", device_nodes(ordered)},
      {"modules.softdep", soft_dependencies(ordered)},
      {"modules.symbols", std::move(symbol.text)},
      {"modules.symbols.bin", module_index(std::move(symbol.entries))},
  };
}

}  // namespace oci2boot
