// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/module_info.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>

#include "src/boot/kernel/little_endian.h"

namespace oci2boot {

namespace {

std::string normalised_name(std::string_view name) {
  std::string result(name);
  std::replace(result.begin(), result.end(), '-', '_');
  return result;
}

/// An entry of the section header table (elf(5), Elf64_Shdr).
struct Section {
  std::uint32_t name;
  std::string_view bytes;
};

std::optional<Section> section_at(std::string_view elf, std::uint64_t header) {
  const auto name = little_endian<std::uint32_t>(elf, header);
  const auto offset = little_endian<std::uint64_t>(elf, header + 24);
  const auto size = little_endian<std::uint64_t>(elf, header + 32);
  if (!name || !offset || !size) return std::nullopt;
  const auto bytes = slice(elf, *offset, *size);
  if (!bytes) return std::nullopt;
  return Section{*name, *bytes};
}

bool is_named(std::string_view strings, std::uint32_t offset, std::string_view name) {
  if (offset >= strings.size()) return false;
  const std::string_view rest = strings.substr(offset);
  return rest.substr(0, rest.find('\0')) == name;
}

std::optional<std::string_view> find_section(std::string_view elf, std::string_view wanted) {
  constexpr std::string_view kLittleEndian64(
      "\x7f"
      "ELF\x02\x01",
      6);
  if (!elf.starts_with(kLittleEndian64)) return std::nullopt;
  const auto table = little_endian<std::uint64_t>(elf, 0x28);
  const auto entry_size = little_endian<std::uint16_t>(elf, 0x3a);
  const auto count = little_endian<std::uint16_t>(elf, 0x3c);
  const auto strings_index = little_endian<std::uint16_t>(elf, 0x3e);
  // With the table inside the file, offsets computed from it cannot wrap.
  if (!table || !entry_size || !count || !strings_index || *table > elf.size()) return std::nullopt;
  const auto header = [&](std::uint16_t index) {
    return *table + std::uint64_t{index} * *entry_size;
  };
  const std::optional<Section> strings = section_at(elf, header(*strings_index));
  if (!strings) return std::nullopt;
  for (std::uint16_t i = 0; i < *count; ++i) {
    const std::optional<Section> section = section_at(elf, header(i));
    if (section && is_named(strings->bytes, section->name, wanted)) return section->bytes;
  }
  return std::nullopt;
}

std::vector<std::string> split_names(std::string_view list, std::string_view separators) {
  std::vector<std::string> names;
  while (true) {
    const std::size_t start = list.find_first_not_of(separators);
    if (start == std::string_view::npos) return names;
    list.remove_prefix(start);
    const std::string_view name = list.substr(0, list.find_first_of(separators));
    names.push_back(normalised_name(name));
    list.remove_prefix(name.size());
  }
}

/// "pre: a b post: c" gives a and b (modprobe.d(5), softdep).
void add_soft_dependencies(std::string_view text, std::vector<std::string>& before) {
  bool is_before = false;
  for (const std::string& word : split_names(text, " ")) {
    if (word.ends_with(':')) {
      is_before = word == "pre:";
    } else if (is_before) {
      before.push_back(word);
    }
  }
}

/// The names in __ksymtab_strings (include/linux/export.h), among them those of namespaces.
std::vector<std::string> exported_symbols(std::string_view elf) {
  std::string_view rest = find_section(elf, "__ksymtab_strings").value_or("");
  std::set<std::string> symbols;
  while (!rest.empty()) {
    const std::string_view name = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(std::min(rest.size(), name.size() + 1));
    if (!name.empty()) symbols.emplace(name);
  }
  return {symbols.begin(), symbols.end()};
}

}  // namespace

std::optional<ModuleInfo> read_module_info(std::string_view elf) {
  const std::optional<std::string_view> section = find_section(elf, ".modinfo");
  if (!section) return std::nullopt;
  ModuleInfo info;
  std::string_view rest = *section;
  while (!rest.empty()) {
    const std::string_view record = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(std::min(rest.size(), record.size() + 1));
    const std::size_t equals = record.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view key = record.substr(0, equals);
    const std::string_view value = record.substr(equals + 1);
    if (key == "vermagic") info.kernel_version = value.substr(0, value.find(' '));
    if (key == "depends") info.depends = split_names(value, ",");
    if (key == "alias") info.aliases.emplace_back(value);
    if (key == "softdep") {
      info.softdeps.emplace_back(value);
      add_soft_dependencies(value, info.before);
    }
  }
  info.symbols = exported_symbols(elf);
  return info;
}

std::string module_name(std::string_view path) {
  constexpr std::array<std::string_view, 4> kSuffixes = {".ko", ".ko.gz", ".ko.xz", ".ko.zst"};
  const std::string_view file = path.substr(path.rfind('/') + 1);
  for (const std::string_view suffix : kSuffixes) {
    if (!file.ends_with(suffix)) continue;
    const std::string_view name = file.substr(0, file.size() - suffix.size());
    return name == "." || name == ".." ? std::string() : normalised_name(name);
  }
  return {};
}

}  // namespace oci2boot
