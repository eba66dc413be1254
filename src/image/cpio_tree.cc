// SPDX-License-Identifier: Apache-2.0
#include "src/image/cpio_tree.h"

#include <sys/stat.h>

namespace oci2boot {
namespace {

Metadata metadata_of(const CpioHeader& header) {
  Metadata metadata;
  metadata.permissions = header.mode & 07777U;
  metadata.uid = header.uid;
  metadata.gid = header.gid;
  metadata.mtime = {header.mtime, 0};
  return metadata;
}

std::optional<FileType> type_of(std::uint32_t mode) {
  switch (mode & S_IFMT) {
    case S_IFDIR:
      return FileType::directory;
    case S_IFCHR:
      return FileType::char_device;
    case S_IFBLK:
      return FileType::block_device;
    case S_IFIFO:
      return FileType::fifo;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<CpioTree::Place> CpioTree::find_place(std::string_view path) {
  while (!path.empty() && path.back() == '/') path.remove_suffix(1);
  const std::size_t slash = path.rfind('/');
  const std::string_view folder = slash == path.npos ? "" : path.substr(0, slash);
  const std::string_view name = slash == path.npos ? path : path.substr(slash + 1);
  if (!last_folder_inode_ || folder != last_folder_) {
    last_folder_ = folder;
    last_folder_inode_ = tree_.lookup(folder);
    if (last_folder_inode_ && tree_.type(*last_folder_inode_) != FileType::directory) {
      last_folder_inode_.reset();
    }
  }
  if (!last_folder_inode_) return std::nullopt;
  if (name.empty() || name == ".") return Place{*last_folder_inode_, {}};
  if (name != "..") return Place{*last_folder_inode_, name};
  const std::optional<InodeId> above = tree_.lookup(path);
  if (!above) return std::nullopt;
  return Place{*above, {}};
}

std::optional<InodeId> CpioTree::existing(const Place& place) const {
  return place.name.empty() ? place.parent : tree_.child(place.parent, place.name);
}

/// clean_path(): what stands there goes, unless it is of the type `keeps`.
bool CpioTree::make_room(const Place& place, std::optional<FileType> keeps, std::string_view path) {
  const std::optional<InodeId> old = existing(place);
  if (!old || tree_.type(*old) == keeps) return true;
  if (place.name.empty() ||
      (tree_.type(*old) == FileType::directory && tree_.child_count(*old) != 0)) {
    folder_in_the_way_.add(std::string(path));
    return false;
  }
  tree_.remove(place.parent, place.name);
  last_folder_inode_.reset();
  return true;
}

std::optional<InodeId> CpioTree::linked_inode(const CpioHeader& header, FileType type) const {
  if (header.names < 2) return std::nullopt;
  const auto found = linked_.find({header.inode, header.major, header.minor, type});
  if (found == linked_.end() || tree_.links(found->second) == 0) return std::nullopt;
  return found->second;
}

void CpioTree::remember(const CpioHeader& header, FileType type, InodeId inode) {
  if (header.names >= 2) linked_[{header.inode, header.major, header.minor, type}] = inode;
}

std::optional<InodeId> CpioTree::add_file(const CpioHeader& header, std::string_view path) {
  const std::optional<Place> place = find_place(path);
  if (!place) {
    without_folder_.add(std::string(path));
    return std::nullopt;
  }
  if (!make_room(*place, FileType::regular, path)) return std::nullopt;
  const Metadata metadata = metadata_of(header);
  const std::optional<InodeId> old = existing(*place);
  if (const std::optional<InodeId> linked = linked_inode(header, FileType::regular)) {
    if (old != linked) tree_.add_link(place->parent, place->name, *linked);
    tree_.set_metadata(*linked, metadata);
    return linked;
  }
  const InodeId inode = old ? *old : tree_.add_file(place->parent, place->name, metadata, 0, {});
  if (old) {
    tree_.set_metadata(inode, metadata);
    tree_.set_content(inode, 0, {});
  }
  remember(header, FileType::regular, inode);
  return inode;
}

void CpioTree::add_symlink(const CpioHeader& header, std::string_view path,
                           std::string_view target) {
  const std::optional<Place> place = find_place(path);
  if (!place || target.empty()) {
    without_folder_.add(std::string(path));
    return;
  }
  if (!make_room(*place, std::nullopt, path)) return;
  tree_.add_symlink(place->parent, place->name, metadata_of(header), target);
}

void CpioTree::add_other(const CpioHeader& header, std::string_view path) {
  if (S_ISSOCK(header.mode)) {
    sockets_.add(std::string(path));
    return;
  }
  const std::optional<FileType> type = type_of(header.mode);
  if (!type) return;  // the kernel does nothing with them either
  const std::optional<Place> place = find_place(path);
  if (!place) {
    without_folder_.add(std::string(path));
    return;
  }
  if (!make_room(*place, type, path)) return;
  const std::optional<InodeId> old = existing(*place);
  if (*type == FileType::directory && !old) {
    add_directory(*place, metadata_of(header));
  } else if (*type == FileType::directory) {
    tree_.set_metadata(*old, metadata_of(header));
  } else {
    add_special(header, *place, *type);
  }
}

void CpioTree::add_directory(const Place& place, const Metadata& metadata) {
  const std::uint32_t depth = depths_[place.parent] + 1;
  budget_.check_depth(depth);
  const InodeId inode = tree_.add_directory(place.parent, place.name, metadata);
  depths_.resize(inode + std::size_t{1});
  depths_[inode] = depth;
}

void CpioTree::add_special(const CpioHeader& header, const Place& place, FileType type) {
  const std::optional<InodeId> old = existing(place);
  if (const std::optional<InodeId> linked = linked_inode(header, type)) {
    if (old != linked) tree_.add_link(place.parent, place.name, *linked);
  } else if (old) {
    // mknod(2) fails there; owner and mode are set nevertheless.
    tree_.set_metadata(*old, metadata_of(header));
  } else {
    remember(header, type,
             tree_.add_special(place.parent, place.name, metadata_of(header), type,
                               {header.device_major, header.device_minor}));
  }
}

void CpioTree::finish(const WarningSink& warn) const {
  const auto tell = [&](const Occurrences& left_out, const std::string& cause) {
    if (left_out.count() != 0) warn("left out " + left_out.told("name") + ": " + cause);
  };
  tell(without_folder_, "the kernel does not make what has no folder to lie in");
  tell(folder_in_the_way_, "the kernel replaces no folder that has something in it");
  tell(sockets_, "sockets are not kept");
}

}  // namespace oci2boot
