// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4_reader/read_ext4.h"

#include <sys/stat.h>

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "oci2boot/error.h"
#include "src/image/ext4_reader/attributes_of.h"
#include "src/image/ext4_reader/directory_names.h"
#include "src/image/ext4_reader/file_blocks.h"
#include "src/image/ext4_reader/little_endian.h"
#include "src/image/ext4_reader/volume.h"
#include "src/image/occurrences.h"

namespace oci2boot {
namespace {

/// The disk as the place of files' bytes.
class DiskPlace final : public ContentPlace {
 public:
  explicit DiskPlace(std::unique_ptr<const BlockSource> disk) : disk_(std::move(disk)) {}

  void write(std::uint64_t /*offset*/, std::span<const std::byte> /*bytes*/) override {
    throw Error(ErrorCode::failed, "a disk that is looked into is not written");
  }
  void read(std::uint64_t offset, std::span<std::byte> buffer) const override {
    disk_->read(offset, buffer);
  }

 private:
  std::unique_ptr<const BlockSource> disk_;
};

std::string inode_words(const Ext4Inode& inode) {
  return "inode " + std::to_string(inode.number);
}

/// The old form in the first word, or the new one in the second (fs/ext4/inode.c,
/// include/linux/kdev_t.h).
DeviceNumber device_of(const Ext4Inode& inode) {
  const std::uint32_t old_form = le32(inode.block_field, 0);
  if (old_form != 0) return {(old_form >> 8) & 0xFFU, old_form & 0xFFU};
  const std::uint32_t number = le32(inode.block_field, 4);
  return {(number & 0xFFF00U) >> 8, (number & 0xFFU) | ((number >> 12) & 0xFFF00U)};
}

class TreeReader {
 public:
  TreeReader(const Ext4Volume& volume, FileTree& tree, ReadBudget& budget)
      : volume_(volume), tree_(tree), budget_(budget) {}

  void read() {
    const Ext4Inode root = volume_.read_inode(Ext4Volume::kRootInode);
    if (!S_ISDIR(root.mode)) throw_damaged_volume("its root is no directory");
    tree_.set_metadata(FileTree::kRoot, metadata_of(root));
    known_[root.number] = FileTree::kRoot;
    // Breadth first, the order in which mke2fs and we number inodes: each table is read once.
    pending_.push_back({root.number, FileTree::kRoot, 1});
    while (!pending_.empty()) {
      const Directory directory = pending_.front();
      pending_.pop_front();
      read_directory(directory);
    }
  }

  const Occurrences& sockets() const { return sockets_; }

 private:
  struct Directory {
    std::uint32_t number;
    InodeId inode;
    std::uint32_t depth;  // of what lies in it
  };

  Metadata metadata_of(const Ext4Inode& inode) {
    Metadata metadata;
    metadata.permissions = inode.mode & 07777U;
    metadata.uid = inode.uid;
    metadata.gid = inode.gid;
    metadata.mtime = inode.mtime;
    metadata.xattrs = attributes_of(volume_, inode, budget_);
    return metadata;
  }

  static void check_readable(const Ext4Inode& inode) {
    if ((inode.flags & (Ext4Inode::kInlineData | Ext4Inode::kEncrypted)) == 0) return;
    throw Error(ErrorCode::invalid_image, "in the ext4 file system " + inode_words(inode) +
                                              " is encrypted or holds its own data, which is not "
                                              "read; mount it as root");
  }

  void read_directory(const Directory& directory) {
    const Ext4Inode inode = volume_.read_inode(directory.number);
    check_readable(inode);
    std::vector<std::byte> block(volume_.block_size());
    const auto add = [&](std::string_view name, std::uint32_t number) {
      add_name(directory, name, number);
    };
    for (const Extent& extent : file_extents(volume_, inode, budget_)) {
      if (extent.store_offset == Extent::kZeros) continue;
      for (std::uint64_t done = 0; done < extent.length; done += block.size()) {
        const bool is_whole = extent.length - done >= block.size();
        if (is_whole) volume_.disk().read(extent.store_offset + done, block);
        if (!is_whole || !visit_names(block, volume_.directories_have_types(), add)) {
          throw_damaged_volume("the directory with " + inode_words(inode) + " makes no sense");
        }
      }
    }
  }

  void add_name(const Directory& directory, std::string_view name, std::uint32_t number) {
    if (tree_.child(directory.inode, name)) {
      throw_damaged_volume("the name " + shown_name(name) + " is twice in one directory");
    }
    budget_.add_entries();
    budget_.add_metadata(name.size());
    if (const auto known = known_.find(number); known != known_.end()) {
      if (tree_.type(known->second) == FileType::directory) {
        throw_damaged_volume("the directory " + shown_name(name) + " has two names");
      }
      tree_.add_link(directory.inode, name, known->second);
      return;
    }
    const Ext4Inode inode = volume_.read_inode(number);
    if (S_ISSOCK(inode.mode)) {
      sockets_.add(std::string(name));
      return;
    }
    const InodeId added = add_inode(directory, name, inode);
    if (inode.links > 1 || S_ISDIR(inode.mode)) known_[number] = added;
  }

  InodeId add_inode(const Directory& directory, std::string_view name, const Ext4Inode& inode) {
    const Metadata metadata = metadata_of(inode);
    switch (inode.mode & S_IFMT) {
      case S_IFDIR: {
        budget_.check_depth(directory.depth);
        const InodeId added = tree_.add_directory(directory.inode, name, metadata);
        pending_.push_back({inode.number, added, directory.depth + 1});
        return added;
      }
      case S_IFREG:
        return add_file(directory, name, inode, metadata);
      case S_IFLNK:
        return tree_.add_symlink(directory.inode, name, metadata, target_of(inode));
      case S_IFCHR:
        return tree_.add_special(directory.inode, name, metadata, FileType::char_device,
                                 device_of(inode));
      case S_IFBLK:
        return tree_.add_special(directory.inode, name, metadata, FileType::block_device,
                                 device_of(inode));
      case S_IFIFO:
        return tree_.add_special(directory.inode, name, metadata, FileType::fifo, {});
      default:
        throw_damaged_volume(inode_words(inode) + " has no type");
    }
  }

  InodeId add_file(const Directory& directory, std::string_view name, const Ext4Inode& inode,
                   const Metadata& metadata) {
    constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 63;
    check_readable(inode);
    if (inode.size >= kMostBytes) throw_damaged_volume("a file is larger than files can be");
    return tree_.add_file(directory.inode, name, metadata, inode.size,
                          file_extents(volume_, inode, budget_));
  }

  /// Short targets lie where others have their extents (ext4_inode_is_fast_symlink).
  std::string target_of(const Ext4Inode& inode) {
    constexpr std::uint64_t kPathMax = 4096;
    check_readable(inode);
    const bool is_fast =
        inode.size < inode.block_field.size() && (inode.flags & Ext4Inode::kExtents) == 0;
    std::string target;
    if (inode.size < kPathMax) {
      const auto size = static_cast<std::size_t>(inode.size);
      target = is_fast ? std::string(reinterpret_cast<const char*>(inode.block_field.data()), size)
                       : read_bytes(volume_, file_extents(volume_, inode, budget_), size);
    }
    if (target.empty() || target.find('\0') != target.npos) {
      throw_damaged_volume("the symbolic link with " + inode_words(inode) + " makes no sense");
    }
    budget_.add_metadata(target.size());
    return target;
  }

  const Ext4Volume& volume_;
  FileTree& tree_;
  ReadBudget& budget_;
  std::unordered_map<std::uint32_t, InodeId> known_;  // what may have a second name
  std::deque<Directory> pending_;
  Occurrences sockets_;
};

}  // namespace

RootFilesystem read_ext4(std::unique_ptr<const BlockSource> disk, ReadBudget& budget,
                         const WarningSink& warn) {
  const BlockSource& source = *disk;
  const std::uint64_t size = source.size();
  RootFilesystem root(ContentStore(std::make_unique<DiskPlace>(std::move(disk)), 1, size));
  const Ext4Volume volume(source);
  if (volume.needs_recovery()) {
    warn(
        "the file system was not unmounted: what its journal alone has is not shown; boot it, or "
        "run e2fsck on it, to have it all");
  }
  TreeReader reader(volume, root.tree, budget);
  reader.read();
  if (reader.sockets().count() != 0) {
    warn("left out " + reader.sockets().told("name") + ": sockets are not kept");
  }
  return root;
}

}  // namespace oci2boot
