// SPDX-License-Identifier: Apache-2.0
// What layers hide of those below them, as far as names alone tell.
//
// Layers are read from the newest to the oldest, so that the data of a file is not stored when it
// would only be thrown away again. That is a guess, as paths may lead through symbolic links of
// layers that have not been read: flatten() goes by what the tree says in the end, and reads a
// layer again where a guess was wrong.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

#include "oci/entry_path.h"
#include "oci/keyed_hash.h"
#include "oci2boot/archive_reader.h"

namespace oci2boot {

class HiddenPaths {
 public:
  /// An entry of the layer that is being read. `path` is its path. It hides nothing before
  /// end_layer(): what stands beside it is not below it.
  void add(const ArchiveEntry& entry, const EntryPath& path);
  void end_layer();

  /// Whether the data of a file with this path will most likely not be wanted.
  bool hides(const EntryPath& file) const;

 private:
  using Hashes = std::unordered_set<std::uint64_t>;

  void add_whiteout(const EntryPath& path);
  bool is_below_hidden(std::string_view folder) const;
  bool has(const Hashes& hashes, std::string_view path) const {
    return hashes.contains(hash_(path));
  }

  struct Names {
    Hashes hidden;   // of what has these names, and is below them, nothing older is to be seen
    Hashes folders;  // names that are folders now, of which older ones go on
    Hashes linked;   // what newer hard links lead to
  };

  KeyedHash hash_;
  Names newer_;
  Names present_;  // of the layer that is being read
  // Files of one folder follow each other.
  mutable std::string last_folder_;
  mutable bool last_answer_ = false;
};

}  // namespace oci2boot
