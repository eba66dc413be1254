// SPDX-License-Identifier: Apache-2.0
#include "src/boot/systems/systemd_units.h"

#include <array>

#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

/// In the order in which they count. /run is empty before the boot.
constexpr std::array<std::string_view, 4> kFolders = {
    kLocalUnits, "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"};

/// "serial-getty@.service" for "serial-getty@ttyS0.service"; empty when it is no instance.
std::string template_of(std::string_view unit) {
  const std::size_t at = unit.find('@');
  const std::size_t dot = unit.rfind('.');
  if (at == std::string_view::npos || dot == std::string_view::npos || dot <= at + 1) return {};
  return std::string(unit.substr(0, at + 1)).append(unit.substr(dot));
}

/// The first place that has the name, whatever it is.
std::optional<std::string> first_place(const RootFilesystem& root, std::string_view unit) {
  for (const std::string_view folder : kFolders) {
    std::string path = unit_path(folder, unit);
    if (root.tree.lookup_no_follow(path)) return path;
  }
  return std::nullopt;
}

/// Whether what is at `path` masks the unit of that name: a link to /dev/null, or an empty file.
bool is_mask(const RootFilesystem& root, std::string_view path) {
  const std::optional<InodeId> inode = root.tree.lookup_no_follow(path);
  if (!inode) return false;
  if (root.tree.type(*inode) == FileType::symlink) {
    return root.tree.symlink_target(*inode).ends_with("/dev/null");
  }
  return root.tree.type(*inode) == FileType::regular && root.tree.size(*inode) == 0;
}

bool has_wish(const RootFilesystem& root, std::string_view folder, std::string_view unit) {
  for (const FileTree::Child& child : folder_entries(root.tree, folder)) {
    if (!child.name.ends_with(".wants") && !child.name.ends_with(".requires")) continue;
    const std::string path = unit_path(folder, child.name);
    if (root.tree.lookup_no_follow(unit_path(path, unit))) return true;
  }
  return false;
}

}  // namespace

std::string unit_path(std::string_view folder, std::string_view name) {
  return std::string(folder).append("/").append(name);
}

std::optional<std::string> vendor_units(const RootFilesystem& root) {
  for (const std::string_view folder : {"/usr/lib/systemd/system", "/lib/systemd/system"}) {
    if (root.tree.lookup(unit_path(folder, "sysinit.target"))) return std::string(folder);
  }
  return std::nullopt;
}

std::optional<std::string> find_unit(const RootFilesystem& root, std::string_view unit) {
  std::optional<std::string> path = first_place(root, unit);
  if (!path) {
    const std::string other = template_of(unit);
    if (!other.empty()) path = first_place(root, other);
  }
  if (!path || is_mask(root, *path)) return std::nullopt;
  const std::optional<InodeId> file = root.tree.lookup(*path);
  if (!file || root.tree.type(*file) != FileType::regular) return std::nullopt;
  return path;
}

bool has_vendor_unit(const RootFilesystem& root, std::string_view unit) {
  const std::optional<std::string> vendor = vendor_units(root);
  return vendor && root.tree.lookup(unit_path(*vendor, unit)) &&
         !is_mask(root, unit_path(*vendor, unit));
}

bool unmask_unit(RootFilesystem& root, std::string_view unit) {
  bool is_changed = false;
  // The mask of a template counts for its instances.
  for (const std::string& name : {std::string(unit), template_of(unit)}) {
    const std::string path = unit_path(kLocalUnits, name);
    if (!name.empty() && is_mask(root, path) && remove_file(root.tree, path)) is_changed = true;
  }
  return is_changed;
}

bool mask_unit(RootFilesystem& root, std::string_view unit, Timestamp time) {
  return put_symlink(root.tree, unit_path(kLocalUnits, unit), "/dev/null", time);
}

bool is_unit_enabled(const RootFilesystem& root, std::string_view unit) {
  if (!find_unit(root, unit)) return false;
  for (const std::string_view folder : kFolders) {
    if (has_wish(root, folder, unit)) return true;
  }
  return false;
}

}  // namespace oci2boot
