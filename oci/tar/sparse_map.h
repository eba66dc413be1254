// SPDX-License-Identifier: Apache-2.0
// Which parts of a sparse file an archive holds (GNU tar's manual, "Storing Sparse Files"): in
// GNU's old header and the blocks behind it, in pax records (versions 0.0 and 0.1), or in front of
// the data (version 1.0).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "oci/tar/tar_header.h"

namespace oci2boot {

/// `length` bytes of data at `offset` of the file; what no piece covers is a hole.
struct SparsePiece {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

using SparseMap = std::vector<SparsePiece>;

/// "OFFSET,LENGTH,OFFSET,LENGTH…" in decimal, of pax records. Throws TarDamage.
SparseMap parse_sparse_records(std::string_view map);

/// The part of a map that a GNU header (`kFirst`) or a block behind it (`kFurther`) holds.
struct OldSparseBlock {
  static constexpr std::size_t kFirst = 386;
  static constexpr std::size_t kFurther = 0;

  SparseMap pieces;
  bool has_more = false;  ///< another block follows
};

/// Throws TarDamage.
OldSparseBlock parse_old_sparse_block(const TarBlock& block, std::size_t where);
/// How long a file with a GNU header is, holes included. Throws TarDamage.
std::uint64_t old_sparse_size(const TarBlock& header);

/// The map in front of a file's data: decimal numbers, each with a newline, how many pieces come
/// first. Bytes are given as they come.
class SparseMapText {
 public:
  /// True when the map is complete. Throws TarDamage.
  bool add(std::string_view text);
  SparseMap take() { return std::move(map_); }

 private:
  void add_number(std::uint64_t number);

  SparseMap map_;
  std::uint64_t number_ = 0;
  int digits_ = 0;
  bool counted_ = false;  // how many pieces there are has been read
  std::uint64_t numbers_left_ = 0;
  bool half_ = false;  // a piece's offset has been read
};

/// Pieces must ascend without overlapping, end within the file, and take `data` bytes together.
/// Empty ones are taken out. Throws TarDamage.
void check_sparse_map(SparseMap& map, std::uint64_t file_size, std::uint64_t data);

}  // namespace oci2boot
