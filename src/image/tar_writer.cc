// SPDX-License-Identifier: Apache-2.0
#include "src/image/tar_writer.h"

#include <string>
#include <unordered_map>
#include <vector>

#include "src/image/tar_header.h"
#include "src/image/tar_holes.h"

namespace oci2boot {
namespace {

constexpr char kHardLink = '1';
constexpr char kEnd[2 * kTarBlock] = {};

char type_flag(FileType type) {
  switch (type) {
    case FileType::symlink:
      return '2';
    case FileType::char_device:
      return '3';
    case FileType::block_device:
      return '4';
    case FileType::directory:
      return '5';
    case FileType::fifo:
      return '6';
    case FileType::regular:
      break;
  }
  return '0';
}

std::string entry_path(const std::string& path, FileType type) {
  if (path.empty()) return "./";
  return type == FileType::directory ? path + "/" : path;
}

class TarWriter {
 public:
  TarWriter(const RootFilesystem& root, ByteSink& to) : root_(root), to_(to) {}

  std::uint64_t write() {
    root_.tree.walk([this](const std::string& path, InodeId inode) { add(path, inode); });
    put({kEnd, sizeof kEnd});
    return entries_;
  }

 private:
  void add(const std::string& path, InodeId inode) {
    const FileTree& tree = root_.tree;
    const FileType type = tree.type(inode);
    TarEntry entry;
    entry.path = entry_path(path, type);
    entry.metadata = tree.metadata(inode);
    ++entries_;
    if (const std::string* const first = first_name(entry.path, inode)) {
      entry.type = kHardLink;
      entry.link_target = *first;
      put(tar_header(entry));
      return;
    }
    entry.type = type_flag(type);
    if (type == FileType::regular) {
      add_file(entry, inode);
      return;
    }
    if (type == FileType::symlink) entry.link_target = tree.symlink_target(inode);
    if (type == FileType::char_device || type == FileType::block_device) {
      entry.device = tree.device(inode);
    }
    put(tar_header(entry));
  }

  /// The name under which the inode has been written; null when this is it.
  const std::string* first_name(const std::string& path, InodeId inode) {
    if (root_.tree.links(inode) < 2) return nullptr;
    const auto [known, is_new] = first_names_.try_emplace(inode, path);
    return is_new ? nullptr : &known->second;
  }

  void add_file(TarEntry& entry, InodeId inode) {
    const std::uint64_t size = root_.tree.size(inode);
    const std::vector<DataRegion> regions = data_regions(size, root_.tree.extents(inode));
    std::string map;
    if (has_holes(size, regions)) {
      map = sparse_map(size, regions);
      entry.sparse = size;
    }
    entry.stored_size = map.size();
    for (const DataRegion& region : regions) entry.stored_size += region.length;
    put(tar_header(entry));
    put(map);
    write_content(inode, regions);
    put({kEnd, tar_padding(entry.stored_size)});
  }

  void write_content(InodeId inode, const std::vector<DataRegion>& regions) {
    FileReader reader(root_, inode);
    std::uint64_t position = 0;
    for (const DataRegion& region : regions) {
      reader.skip(region.offset - position);
      to_.write_from(reader, region.length);
      position = region.offset + region.length;
    }
  }

  void put(std::string_view bytes) { to_.write(std::as_bytes(std::span(bytes))); }

  const RootFilesystem& root_;
  ByteSink& to_;
  std::unordered_map<InodeId, std::string> first_names_;
  std::uint64_t entries_ = 0;
};

}  // namespace

std::uint64_t write_tar(const RootFilesystem& root, ByteSink& to) {
  return TarWriter(root, to).write();
}

}  // namespace oci2boot
