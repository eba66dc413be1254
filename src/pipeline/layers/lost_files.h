// SPDX-License-Identifier: Apache-2.0
// Files that a layer brought and that are gone in the end: which layer made them useless and how.
// There may be thousands; those of one folder that share their fate are told as one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "oci2boot/root_filesystem.h"

namespace oci2boot {

struct FileSum {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;

  FileSum& operator+=(const FileSum& more) {
    files += more.files;
    bytes += more.bytes;
    return *this;
  }
  bool operator==(const FileSum&) const = default;
};

enum class Loss {
  deleted,   ///< nothing has the name, or a directory
  replaced,  ///< something else has it
  repeated,  ///< the same bytes have it once more: only owner, permissions, time, … may differ
};

/// One file that is gone.
struct LostFile {
  InodeId inode = 0;
  std::uint32_t added_by = 0;  ///< counted from 1
  std::uint32_t lost_by = 0;   ///< the same layer, where its own end lacks it: a name that it
                               ///< has twice, what AUFS left
  Loss loss = Loss::deleted;
};

/// All of them, in no particular order. Reads the bytes of files that may be the same.
std::vector<LostFile> find_lost_files(const RootFilesystem& root);

/// One file, or files of a folder and below that one layer added and another one made useless in
/// one way.
struct LostFiles {
  std::string path;  ///< without a leading slash
  FileSum sum;
  bool is_folder = false;
  std::uint32_t added_by = 0;
  std::uint32_t lost_by = 0;
  Loss loss = Loss::deleted;
  bool operator==(const LostFiles&) const = default;
};

/// The largest of them, largest first; what holds no bytes is left out. A folder stands for all
/// that the layer put there where that shares one fate. Otherwise large files are told one by one,
/// and the folder stands for the others that are directly in it.
std::vector<LostFiles> group_lost_files(const FileTree& tree, const std::vector<LostFile>& files,
                                        std::size_t most);

}  // namespace oci2boot
