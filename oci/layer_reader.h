// SPDX-License-Identifier: Apache-2.0
// Reads the entries of one layer, holds them against the limits, and puts their data into the
// content store.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "oci/entry_path.h"
#include "oci/hidden_paths.h"
#include "oci/layer_budget.h"
#include "oci2boot/archive_reader.h"
#include "oci2boot/content_store.h"

namespace oci2boot {

class LayerReader {
 public:
  /// All references must outlive the reader. `name` is how messages name the layer.
  LayerReader(ByteSource& tar, std::string name, LayerBudget& budget, ContentStore& store,
              const HiddenPaths& hidden)
      : reader_(tar, ArchiveFormat::tar, std::move(name), budget.limits().header_bytes),
        budget_(budget),
        store_(store),
        hidden_(hidden) {}

  /// Goes to the next entry; false at the archive's end. Throws Error (invalid_image) of a damaged
  /// archive and of limits.
  bool next();

  const ArchiveEntry& entry() const { return entry_; }
  /// The entry's path, made canonical.
  const EntryPath& path() const { return path_; }
  /// Counted from 0.
  std::size_t number() const { return number_; }

  /// Reads the data. What newer layers hide is not stored: its extents are zeros then.
  std::vector<Extent> extents();
  /// Whether there was data that was not stored.
  bool left_out() const { return left_out_; }

 private:
  template <typename Take>
  void read_data(const Take& take);

  ArchiveReader reader_;
  LayerBudget& budget_;
  ContentStore& store_;
  const HiddenPaths& hidden_;
  ArchiveEntry entry_;
  EntryPath path_;
  std::size_t number_ = SIZE_MAX;  // before the first
  bool left_out_ = false;
};

}  // namespace oci2boot
