// SPDX-License-Identifier: Apache-2.0
// Puts one file's data into the content store and notes where it lies.
//
// Long runs of zeros are not stored: an extent says that they are zeros. What was sparse when its
// layer was made (most builders lose holes), or is an archive bomb, takes no room on the disk then.
// They are no holes: a tar archive that is made of the tree has them as the layer had them, for
// engines cannot push again what has sparse files (tar-split).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "oci2boot/content_store.h"
#include "oci2boot/file_tree.h"

namespace oci2boot {

class FileContent {
 public:
  /// Zeros are left out in whole windows of this size (which lie at multiples of it in the file),
  /// and only kLeastZeros and more in a row: what programs and libraries have of them is stored.
  static constexpr std::uint64_t kWindow = 64U << 10;
  static constexpr std::uint64_t kLeastZeros = 1U << 20;

  /// `store` must outlive the content.
  explicit FileContent(ContentStore& store) : store_(store) {}

  /// `offset` is not below the end of what came before. The extents do not depend on how the data
  /// is cut into calls.
  void add(std::uint64_t offset, std::span<const std::byte> bytes);

  /// Nothing may follow.
  std::vector<Extent> finish();

 private:
  void add_within_window(std::uint64_t offset, std::span<const std::byte> bytes);
  void end_zeros(std::uint64_t at);
  void store_zeros(std::uint64_t offset, std::uint64_t count);
  void store(std::uint64_t offset, std::span<const std::byte> bytes);
  void begin_piece(std::uint64_t offset);
  void append(std::uint64_t offset, std::span<const std::byte> bytes);

  ContentStore& store_;
  std::vector<Extent> extents_;
  std::uint64_t end_ = 0;                    // of what came so far
  std::optional<std::uint64_t> stored_end_;  // in the file, of what was stored last
  // The zeros before `end_` that are neither stored nor left out yet.
  std::uint64_t zeros_ = 0;
  std::uint64_t data_window_ = UINT64_MAX;  // number of the last window that had other bytes
};

}  // namespace oci2boot
