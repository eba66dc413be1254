// SPDX-License-Identifier: Apache-2.0
// Applies the entries of one layer to the tree, one after the other.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "oci/entry_path.h"
#include "oci/layer_budget.h"
#include "oci/path_walk.h"
#include "oci/pending_links.h"
#include "oci/whiteout.h"
#include "oci2boot/archive_reader.h"
#include "oci2boot/file_tree.h"
#include "oci2boot/warnings.h"

namespace oci2boot {

/// Tells where the data of the entry lies that is being applied, and may read it for that. It is
/// asked once at most.
using EntryContent = std::function<std::vector<Extent>()>;

class LayerApplier {
 public:
  /// Begins a new layer of the tree. All references must outlive the applier. What the entries make
  /// besides themselves is counted in `budget`.
  LayerApplier(FileTree& tree, LayerBudget& budget, const WarningSink& warn);

  /// `entry` has been held against the limits. Returns the file that has its content now, where it
  /// is one.
  std::optional<InodeId> apply(const ArchiveEntry& entry, const EntryContent& content);

  /// Resolves the hard links that came before their targets. Nothing may follow.
  void finish();

 private:
  void apply_root(const ArchiveEntry& entry);
  bool apply_whiteout(const EntryPath& path);
  std::optional<InodeId> apply_aufs_leftover(const ArchiveEntry& entry, const EntryPath& path,
                                             const EntryContent& content);
  void apply_other(const ArchiveEntry& entry, InodeId parent, std::string_view name);
  void apply_directory(const ArchiveEntry& entry, InodeId parent, std::string_view name);
  void apply_hard_link(const ArchiveEntry& entry, EntryPath path, InodeId parent);
  InodeId add_file(const ArchiveEntry& entry, InodeId parent, std::string_view name,
                   const EntryContent& content);

  InodeId parent_of(const EntryPath& path, const std::string& entry_name);
  void find_parent(std::string_view parent, const std::string& entry_name);
  void forget_parent_if_taken(InodeId parent, std::string_view name);
  /// Where a walk ended, if that is a directory.
  std::optional<InodeId> directory_at(const PathWalk& walk) const;
  std::optional<InodeId> link_target(const std::string& target) const;

  FileTree& tree_;
  LayerBudget& budget_;
  const WarningSink& warn_;

  // Entries of one directory follow each other; its look-up is remembered until a name goes away
  // or becomes something else.
  std::string last_parent_path_;
  std::optional<InodeId> last_parent_;
  std::size_t last_parent_bytes_ = 0;  // of its path, free of links

  PrunedDirectories pruned_;
  std::map<std::string, InodeId> aufs_;  // files below AUFS's own folders
  std::optional<InodeId> aufs_folder_;   // what holds them until the layer ends
  PendingLinks pending_;
};

}  // namespace oci2boot
