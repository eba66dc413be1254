// SPDX-License-Identifier: Apache-2.0
#include "oci/layer_applier.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "oci/entry_limits.h"
#include "oci/in_quotes.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

[[noreturn]] void refuse(std::string_view path, const std::string& why) {
  throw Error(ErrorCode::invalid_image, "the entry " + in_quotes(path) + " " + why);
}

std::uint32_t owner_id(std::int64_t id, const ArchiveEntry& entry) {
  if (id < 0 || id > std::numeric_limits<std::uint32_t>::max()) {
    refuse(entry.path, "has an owner that does not fit 32 bits: " + std::to_string(id));
  }
  return static_cast<std::uint32_t>(id);
}

/// Device numbers have 32 bits in FileTree, and fewer in the kernel.
DeviceNumber device_of(const ArchiveEntry& entry) {
  for (const std::uint64_t number : {entry.device_major, entry.device_minor}) {
    if (number > std::numeric_limits<std::uint32_t>::max()) {
      refuse(entry.path,
             "has a device number that does not fit 32 bits: " + std::to_string(number));
    }
  }
  return {static_cast<std::uint32_t>(entry.device_major),
          static_cast<std::uint32_t>(entry.device_minor)};
}

Metadata metadata_of(const ArchiveEntry& entry) {
  return {entry.permissions, owner_id(entry.uid, entry), owner_id(entry.gid, entry), entry.mtime,
          entry.xattrs};
}

}  // namespace

LayerApplier::LayerApplier(FileTree& tree, LayerBudget& budget, const WarningSink& warn)
    : tree_(tree), budget_(budget), warn_(warn), pending_(tree) {
  tree_.begin_layer();
}

std::optional<InodeId> LayerApplier::apply(const ArchiveEntry& entry, const EntryContent& content) {
  EntryPath path = EntryPath::parse(entry.path);
  if (path.climbs) {
    warn_("the entry " + in_quotes(entry.path) + " climbs above the root; it is put at " +
          in_quotes("/" + path.text));
  }
  if (is_aufs_leftover(path)) return apply_aufs_leftover(entry, path, content);
  if (path.depth == 0) {
    apply_root(entry);
  } else if (apply_whiteout(path)) {
    return std::nullopt;
  } else if (!entry.is_hard_link && !entry.type) {
    warn_("the entry " + in_quotes(entry.path) +
          " is of a type that tar does not define; it is left out");
  } else {
    const InodeId parent = parent_of(path, entry.path);
    if (entry.is_hard_link) {
      apply_hard_link(entry, std::move(path), parent);
    } else if (entry.type == FileType::regular) {
      forget_parent_if_taken(parent, path.base());
      return add_file(entry, parent, path.base(), content);
    } else {
      apply_other(entry, parent, path.base());
    }
  }
  return std::nullopt;
}

/// What is neither a hard link nor a regular file.
void LayerApplier::apply_other(const ArchiveEntry& entry, InodeId parent, std::string_view name) {
  if (*entry.type == FileType::directory) return apply_directory(entry, parent, name);
  forget_parent_if_taken(parent, name);
  if (*entry.type != FileType::symlink) {
    tree_.add_special(parent, name, metadata_of(entry), *entry.type, device_of(entry));
    return;
  }
  if (entry.link_target.empty()) refuse(entry.path, "is a symbolic link to nothing");
  tree_.add_symlink(parent, name, metadata_of(entry), entry.link_target);
  last_parent_.reset();  // also where nothing was: it may lie on the way now
}

void LayerApplier::apply_root(const ArchiveEntry& entry) {
  if (entry.type != FileType::directory) refuse(entry.path, "is the root but no directory");
  tree_.set_metadata(FileTree::kRoot, metadata_of(entry));
}

/// True when the entry was a whiteout.
bool LayerApplier::apply_whiteout(const EntryPath& path) {
  const std::string_view base = path.base();
  if (!base.starts_with(kWhiteoutPrefix)) return false;
  const bool opaque = base == kOpaqueWhiteout;
  const std::string_view hidden = base.substr(kWhiteoutPrefix.size());
  if (hidden.empty() || hidden == "." || hidden == "..") {
    refuse(path.text, "is a whiteout of no name");
  }
  const PathWalk walk = walk_as_engines(tree_, path.parent());
  if (walk.end == PathWalk::End::too_many_links) {
    refuse(path.text, "lies behind a loop of symbolic links");
  }
  const std::optional<InodeId> folder = directory_at(walk);
  if (!folder) return true;
  last_parent_.reset();
  if (opaque) {
    hide_lower_children(tree_, *folder, pruned_);
  } else {
    hide_lower(tree_, *folder, hidden, pruned_);
  }
  return true;
}

/// The entry is not part of the image, but hard links may point to it.
std::optional<InodeId> LayerApplier::apply_aufs_leftover(const ArchiveEntry& entry,
                                                         const EntryPath& path,
                                                         const EntryContent& content) {
  if (entry.type != FileType::regular) return std::nullopt;
  if (!aufs_folder_) {
    // A name that no entry can have: it would be a whiteout.
    aufs_folder_ = tree_.add_directory(FileTree::kRoot, kAufsPrefix, Metadata{});
    last_parent_.reset();
  }
  const std::string name = std::to_string(tree_.child_count(*aufs_folder_));
  return aufs_[path.text] = add_file(entry, *aufs_folder_, name, content);
}

void LayerApplier::apply_directory(const ArchiveEntry& entry, InodeId parent,
                                   std::string_view name) {
  const std::optional<InodeId> old = tree_.child(parent, name);
  if (old && tree_.type(*old) == FileType::directory) {
    tree_.set_metadata(*old, metadata_of(entry));
    tree_.touch(parent, name);
    return;
  }
  last_parent_.reset();
  if (old && tree_.type(*old) == FileType::symlink) {
    const std::optional<InodeId> led_to =
        directory_at(walk_as_engines(tree_, EntryPath::parse(entry.path).text));
    if (led_to && tree_.child_count(*led_to) > 0) {
      warn_("the directory " + in_quotes(entry.path) + " replaces a symbolic link to " +
            in_quotes(tree_.symlink_target(*old)) + ", which is not empty");
    }
  }
  tree_.add_directory(parent, name, metadata_of(entry));
}

void LayerApplier::apply_hard_link(const ArchiveEntry& entry, EntryPath path, InodeId parent) {
  const std::string_view name = path.base();
  last_parent_.reset();  // the name may become that of a symbolic link on the way to it
  const std::string target = EntryPath::parse(entry.link_target).text;
  const std::optional<InodeId> inode = link_target(target);
  if (inode && !pending_.is_placeholder(*inode)) {
    if (tree_.type(*inode) == FileType::directory) {
      refuse(entry.path, "is a hard link to a directory, " + in_quotes(entry.link_target));
    }
    tree_.add_link(parent, name, *inode);
    return;
  }
  pending_.add(parent, std::move(path.text), target);  // the target may follow
}

void LayerApplier::finish() {
  pending_.resolve([this](const std::string& target) { return link_target(target); });
  if (aufs_folder_) tree_.remove(FileTree::kRoot, kAufsPrefix);
}

InodeId LayerApplier::add_file(const ArchiveEntry& entry, InodeId parent, std::string_view name,
                               const EntryContent& content) {
  return tree_.add_file(parent, name, metadata_of(entry), entry.size, content());
}

InodeId LayerApplier::parent_of(const EntryPath& path, const std::string& entry_name) {
  const std::string_view parent = path.parent();
  if (!last_parent_ || last_parent_path_ != parent) find_parent(parent, entry_name);
  // Behind links, the path may be longer than what was counted for the entry.
  budget_.add_metadata(last_parent_bytes_ - std::min(last_parent_bytes_, parent.size()));
  return *last_parent_;
}

void LayerApplier::find_parent(std::string_view parent, const std::string& entry_name) {
  const auto check_length = [&](std::size_t path_bytes) {
    check_limit(entry_name, path_bytes, budget_.limits().path_bytes, "leads to a path",
                "path-bytes");
  };
  const auto make_directory = [&](InodeId folder, std::string_view name, std::size_t path_bytes) {
    check_length(path_bytes);
    check_limit(entry_name, name.size(), budget_.limits().name_bytes, "leads to a name",
                "name-bytes");
    budget_.add_entry();
    budget_.add_metadata(path_bytes);
    return tree_.add_directory(folder, name, Metadata{});
  };
  const PathWalk walk = walk_as_engines(tree_, parent, make_directory);
  if (walk.end == PathWalk::End::too_many_links) {
    refuse(entry_name, "lies behind a loop of symbolic links");
  }
  if (walk.end != PathWalk::End::found || tree_.type(walk.inode) != FileType::directory) {
    refuse(entry_name, "lies below something that is no directory");
  }
  check_length(walk.path_bytes);
  last_parent_path_ = parent;
  last_parent_ = walk.inode;
  last_parent_bytes_ = walk.path_bytes;
}

void LayerApplier::forget_parent_if_taken(InodeId parent, std::string_view name) {
  // The name may be that of a directory or a link on the way to the remembered one.
  if (last_parent_ && tree_.child(parent, name)) last_parent_.reset();
}

std::optional<InodeId> LayerApplier::directory_at(const PathWalk& walk) const {
  if (walk.end != PathWalk::End::found) return std::nullopt;
  if (tree_.type(walk.inode) != FileType::directory) return std::nullopt;
  return walk.inode;
}

std::optional<InodeId> LayerApplier::link_target(const std::string& target) const {
  if (const auto found = aufs_.find(target); found != aufs_.end()) return found->second;
  if (target.empty()) return FileTree::kRoot;
  const auto [folder_path, name] = split_last(target);
  const std::optional<InodeId> folder = directory_at(walk_as_engines(tree_, folder_path));
  return folder ? tree_.child(*folder, name) : std::nullopt;
}

}  // namespace oci2boot
