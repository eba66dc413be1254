// SPDX-License-Identifier: Apache-2.0
// Makes the tree that the kernel makes of the entries of an initramfs (init/initramfs.c: do_name,
// do_symlink, maybe_link, clean_path):
//
//  - A path is what it would be for a process in that tree: links on its way are followed, one at
//    its end is replaced.
//  - What has no folder to lie in, and what a folder that is not empty stands in the way of, the
//    kernel leaves out without a word. So it is here; finish() tells.
//  - Names of one inode (number, device and type are equal, and it says that it has several) share
//    it until forget_links(). Whichever of them has bytes fills it.
//  - A file that is there already keeps its inode and gets new bytes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "oci2boot/file_tree.h"
#include "oci2boot/warnings.h"
#include "src/image/cpio_entry.h"
#include "src/image/occurrences.h"
#include "src/image/read_budget.h"

namespace oci2boot {

class CpioTree {
 public:
  /// `tree` and `budget` must outlive it.
  CpioTree(FileTree& tree, ReadBudget& budget) : tree_(tree), budget_(budget), depths_(1) {}

  /// A regular file. Its inode, to be filled with FileTree::set_content() where the entry has
  /// bytes; nothing when it is left out.
  std::optional<InodeId> add_file(const CpioHeader& header, std::string_view path);
  void add_symlink(const CpioHeader& header, std::string_view path, std::string_view target);
  /// Everything else.
  void add_other(const CpioHeader& header, std::string_view path);

  /// What comes is another archive.
  void forget_links() { linked_.clear(); }

  /// Warns, in one line each, of what was left out.
  void finish(const WarningSink& warn) const;

 private:
  struct Place {
    InodeId parent;
    std::string_view name;  // empty: it is `parent` itself
  };
  using LinkKey = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, FileType>;

  std::optional<Place> find_place(std::string_view path);
  std::optional<InodeId> existing(const Place& place) const;
  bool make_room(const Place& place, std::optional<FileType> keeps, std::string_view path);
  void add_directory(const Place& place, const Metadata& metadata);
  void add_special(const CpioHeader& header, const Place& place, FileType type);
  std::optional<InodeId> linked_inode(const CpioHeader& header, FileType type) const;
  void remember(const CpioHeader& header, FileType type, InodeId inode);

  FileTree& tree_;
  ReadBudget& budget_;
  std::vector<std::uint32_t> depths_;  // of directories, by their inodes
  std::map<LinkKey, InodeId> linked_;
  std::string last_folder_;  // entries of one folder follow each other
  std::optional<InodeId> last_folder_inode_;
  Occurrences without_folder_;
  Occurrences folder_in_the_way_;
  Occurrences sockets_;
};

}  // namespace oci2boot
