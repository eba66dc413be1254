// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/file_tree.h"

#include <algorithm>
#include <utility>

#include "oci/file_tree_data.h"
#include "oci2boot/error.h"

namespace oci2boot {

FileTree::FileTree() : data_(std::make_unique<Data>()) {
  data_->new_inode(FileType::directory, Metadata{});
  data_->inodes[kRoot].links = 1;
}

FileTree::~FileTree() = default;
FileTree::FileTree(FileTree&&) noexcept = default;
FileTree& FileTree::operator=(FileTree&&) noexcept = default;

// --- Inodes -------------------------------------------------------------------------------------

FileType FileTree::type(InodeId inode) const {
  return data_->inodes[inode].type;
}
std::uint16_t FileTree::permissions(InodeId inode) const {
  return data_->inodes[inode].permissions;
}
std::uint32_t FileTree::uid(InodeId inode) const {
  return data_->inodes[inode].uid;
}
std::uint32_t FileTree::gid(InodeId inode) const {
  return data_->inodes[inode].gid;
}
std::uint32_t FileTree::links(InodeId inode) const {
  return data_->inodes[inode].links;
}
std::uint64_t FileTree::size(InodeId inode) const {
  return data_->inodes[inode].size;
}

Timestamp FileTree::mtime(InodeId inode) const {
  return {data_->inodes[inode].seconds, data_->inodes[inode].nanoseconds};
}

std::span<const Xattr> FileTree::xattrs(InodeId inode) const {
  return *data_->inodes[inode].xattrs;
}

Metadata FileTree::metadata(InodeId inode) const {
  return {permissions(inode), uid(inode), gid(inode), mtime(inode), *data_->inodes[inode].xattrs};
}

std::span<const Extent> FileTree::extents(InodeId inode) const {
  const Inode& file = data_->inodes[inode];
  if (file.type != FileType::regular) return {};
  return std::span(data_->extents).subspan(file.first, file.second);
}

std::string_view FileTree::symlink_target(InodeId inode) const {
  const Inode& link = data_->inodes[inode];
  return link.type == FileType::symlink ? data_->names.text(link.first) : std::string_view();
}

DeviceNumber FileTree::device(InodeId inode) const {
  const Inode& node = data_->inodes[inode];
  const bool is_device = node.type == FileType::char_device || node.type == FileType::block_device;
  return is_device ? DeviceNumber{node.first, node.second} : DeviceNumber{};
}

void FileTree::set_metadata(InodeId inode, const Metadata& metadata) {
  data_->apply(data_->inodes[inode], metadata);
}

InodeId FileTree::Data::new_inode(FileType type, const Metadata& metadata) {
  if (inodes.size() >= UINT32_MAX) {
    throw Error(ErrorCode::invalid_image, "the image has more than 4 billion files");
  }
  Inode inode;
  inode.type = type;
  if (type == FileType::directory) inode.first = kNoDirent;
  apply(inode, metadata);
  inodes.push_back(inode);
  return static_cast<InodeId>(inodes.size() - 1);
}

void FileTree::Data::apply(Inode& inode, const Metadata& metadata) {
  inode.permissions = metadata.permissions & 07777U;
  inode.uid = metadata.uid;
  inode.gid = metadata.gid;
  inode.seconds = metadata.mtime.seconds;
  inode.nanoseconds = metadata.mtime.nanoseconds;
  inode.xattrs = keep(metadata.xattrs);
}

const XattrSet* FileTree::Data::keep(XattrSet xattrs) {
  if (!xattrs.empty()) {
    // Sorted by name; of equal names the one that was given last stays.
    std::stable_sort(xattrs.begin(), xattrs.end(),
                     [](const Xattr& a, const Xattr& b) { return a.name < b.name; });
    const auto kept = std::unique(xattrs.rbegin(), xattrs.rend(),
                                  [](const Xattr& a, const Xattr& b) { return a.name == b.name; });
    xattrs.erase(xattrs.begin(), kept.base());
  }
  return &*xattr_sets.insert(std::move(xattrs)).first;
}

// --- Names --------------------------------------------------------------------------------------

std::optional<InodeId> FileTree::child(InodeId directory, std::string_view name) const {
  NameId id = 0;
  if (!data_->names.find(name, id)) return std::nullopt;
  const DirentId dirent = data_->dirents.find(directory, id);
  if (dirent == kNoDirent) return std::nullopt;
  return data_->dirents[dirent].inode;
}

std::size_t FileTree::child_count(InodeId directory) const {
  const Inode& inode = data_->inodes[directory];
  return inode.type == FileType::directory ? inode.second : 0;
}

std::size_t FileTree::entry_count() const {
  return data_->dirents.size();
}

InodeId FileTree::add_directory(InodeId parent, std::string_view name, const Metadata& metadata) {
  const InodeId inode = data_->new_inode(FileType::directory, metadata);
  data_->attach(parent, name, inode);
  return inode;
}

InodeId FileTree::add_file(InodeId parent, std::string_view name, const Metadata& metadata,
                           std::uint64_t size, std::span<const Extent> extents) {
  const InodeId inode = data_->new_inode(FileType::regular, metadata);
  set_content(inode, size, extents);
  data_->attach(parent, name, inode);
  return inode;
}

void FileTree::set_content(InodeId file, std::uint64_t size, std::span<const Extent> extents) {
  if (data_->extents.size() + extents.size() > UINT32_MAX) {
    throw Error(ErrorCode::invalid_image, "the image's files are in more than 4 billion pieces");
  }
  Inode& inode = data_->inodes[file];
  inode.size = size;
  inode.first = static_cast<std::uint32_t>(data_->extents.size());
  inode.second = static_cast<std::uint32_t>(extents.size());
  data_->extents.insert(data_->extents.end(), extents.begin(), extents.end());
}

InodeId FileTree::add_symlink(InodeId parent, std::string_view name, const Metadata& metadata,
                              std::string_view target) {
  const InodeId inode = data_->new_inode(FileType::symlink, metadata);
  data_->inodes[inode].first = data_->names.intern(target);
  data_->attach(parent, name, inode);
  return inode;
}

InodeId FileTree::add_special(InodeId parent, std::string_view name, const Metadata& metadata,
                              FileType type, DeviceNumber device) {
  const InodeId inode = data_->new_inode(type, metadata);
  data_->inodes[inode].first = device.major;
  data_->inodes[inode].second = device.minor;
  data_->attach(parent, name, inode);
  return inode;
}

void FileTree::add_link(InodeId parent, std::string_view name, InodeId inode) {
  data_->attach(parent, name, inode);
}

void FileTree::Data::attach(InodeId parent, std::string_view name, InodeId inode) {
  const NameId name_id = names.intern(name);
  // Counted first: the name that makes room may be the inode's last one, or lie above it.
  Inode& named = inodes[inode];
  ++named.links;
  if (named.name == kNoName) {
    named.parent = parent;
    named.name = name_id;
  }
  if (const DirentId old = dirents.find(parent, name_id); old != kNoDirent) detach(old);
  Inode& directory = inodes[parent];
  dirents.insert(parent, name_id, inode, layer, directory.first);
  ++directory.second;
}

void FileTree::Data::detach(DirentId id) {
  // Deepest first and without recursion: trees may be thousands of levels deep.
  std::vector<DirentId> pending{id};
  while (!pending.empty()) {
    const DirentId last = pending.back();
    Inode& inode = inodes[dirents[last].inode];
    if (inode.type == FileType::directory && inode.first != kNoDirent) {
      pending.push_back(inode.first);
      continue;
    }
    Inode& parent = inodes[dirents[last].parent];
    dirents.erase(last, parent.first);
    --parent.second;
    if (--inode.links == 0) inode.removed_by = layer;
    pending.pop_back();
  }
}

bool FileTree::remove(InodeId parent, std::string_view name) {
  NameId id = 0;
  if (!data_->names.find(name, id)) return false;
  const DirentId dirent = data_->dirents.find(parent, id);
  if (dirent == kNoDirent) return false;
  data_->detach(dirent);
  return true;
}

// --- Layers -------------------------------------------------------------------------------------

void FileTree::begin_layer() {
  ++data_->layer;
  data_->layer_starts.push_back(static_cast<InodeId>(data_->inodes.size()));
}
std::uint32_t FileTree::current_layer() const {
  return data_->layer;
}

std::uint32_t FileTree::layer_of(InodeId parent, std::string_view name) const {
  NameId id = 0;
  if (!data_->names.find(name, id)) return 0;
  const DirentId dirent = data_->dirents.find(parent, id);
  return dirent == kNoDirent ? 0 : data_->dirents[dirent].layer;
}

void FileTree::touch(InodeId parent, std::string_view name) {
  NameId id = 0;
  if (!data_->names.find(name, id)) return;
  const DirentId dirent = data_->dirents.find(parent, id);
  if (dirent != kNoDirent) data_->dirents.set_layer(dirent, data_->layer);
}

// --- History ------------------------------------------------------------------------------------

std::size_t FileTree::inode_count() const {
  return data_->inodes.size();
}

std::uint32_t FileTree::made_by(InodeId inode) const {
  const std::vector<InodeId>& starts = data_->layer_starts;
  return static_cast<std::uint32_t>(std::upper_bound(starts.begin(), starts.end(), inode) -
                                    starts.begin());
}

std::optional<std::uint32_t> FileTree::removed_by(InodeId inode) const {
  const Inode& node = data_->inodes[inode];
  return node.links == 0 ? std::optional(node.removed_by) : std::nullopt;
}

InodeId FileTree::first_parent(InodeId inode) const {
  return data_->inodes[inode].parent;
}

std::string_view FileTree::first_name(InodeId inode) const {
  const NameId name = data_->inodes[inode].name;
  return name == kNoName ? std::string_view() : data_->names.text(name);
}

std::string FileTree::first_path(InodeId inode) const {
  std::vector<std::string_view> names;
  for (; inode != kRoot; inode = first_parent(inode)) names.push_back(first_name(inode));
  std::string path;
  for (auto name = names.rbegin(); name != names.rend(); ++name) {
    if (!path.empty()) path.push_back('/');
    path.append(*name);
  }
  return path;
}

// --- Walking ------------------------------------------------------------------------------------

std::vector<FileTree::Child> FileTree::children(InodeId directory) const {
  std::vector<Child> list;
  const Inode& inode = data_->inodes[directory];
  if (inode.type != FileType::directory) return list;
  list.reserve(inode.second);
  for (DirentId id = inode.first; id != kNoDirent; id = data_->dirents[id].next) {
    const Dirent& dirent = data_->dirents[id];
    list.push_back({data_->names.text(dirent.name), dirent.inode, dirent.layer});
  }
  std::sort(list.begin(), list.end(),
            [](const Child& a, const Child& b) { return a.name < b.name; });
  return list;
}

void FileTree::walk(
    const std::function<void(const std::string& path, InodeId inode)>& visit) const {
  struct Level {
    std::vector<Child> children;
    std::size_t next;
    std::size_t path_size;  // of the directory's own path
  };
  std::string path;
  visit(path, kRoot);
  std::vector<Level> levels;
  levels.push_back({children(kRoot), 0, 0});
  while (!levels.empty()) {
    Level& level = levels.back();
    if (level.next == level.children.size()) {
      levels.pop_back();
      continue;
    }
    const Child child = level.children[level.next++];
    path.resize(level.path_size);
    if (!path.empty()) path.push_back('/');
    path.append(child.name);
    visit(path, child.inode);
    if (type(child.inode) == FileType::directory) {
      levels.push_back({children(child.inode), 0, path.size()});
    }
  }
}

}  // namespace oci2boot
