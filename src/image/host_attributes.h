// SPDX-License-Identifier: Apache-2.0
// Gives a file of the host what its inode in the tree has: owner, extended attributes, mode, time,
// in the order in which one does not undo the other. What this user may not give it is recorded
// (see owner_record.h) or counted.
#pragma once

#include <string>

#include "oci2boot/file_tree.h"
#include "oci2boot/warnings.h"
#include "src/image/occurrences.h"

namespace oci2boot {

/// A file that was just made: open, or a name in a folder that is open (what cannot be opened).
struct WrittenFile {
  int fd = -1;
  int folder = -1;
  const char* name = nullptr;
  /// What stands in its place is a regular file: this user may not make devices.
  bool is_stand_in = false;
};

class HostAttributes {
 public:
  explicit HostAttributes(const FileTree& tree);

  /// `path` is for messages. Throws Error (output_failed).
  void apply(const WrittenFile& file, InodeId inode, const std::string& path);

  /// One line, where not everything could be given.
  void finish(const WarningSink& warn) const;

 private:
  bool set_owner(const WrittenFile& file, InodeId inode, const std::string& path) const;
  void record_owner(const WrittenFile& file, InodeId inode, const std::string& path);
  void record_stat(const WrittenFile& file, InodeId inode, const std::string& path);
  void set_attributes(const WrittenFile& file, InodeId inode, const std::string& path);
  void set_mode(const WrittenFile& file, InodeId inode, bool is_owned, const std::string& path);
  void set_time(const WrittenFile& file, InodeId inode, const std::string& path) const;

  const FileTree& tree_;
  bool is_root_;
  Occurrences recorded_;
  Occurrences stand_ins_;
  Occurrences lost_;
  Occurrences left_out_;
  std::string left_out_cause_;
};

}  // namespace oci2boot
