// SPDX-License-Identifier: Apache-2.0
#include "oci/layer_reader.h"

#include "oci/entry_limits.h"
#include "oci/file_content.h"
#include "oci2boot/error.h"

namespace oci2boot {

bool LayerReader::next() {
  if (!reader_.next(entry_)) return false;
  ++number_;
  left_out_ = false;
  if (entry_.path.empty()) throw Error(ErrorCode::invalid_image, "an entry has no name");
  path_ = EntryPath::parse(entry_.path);
  check_entry(entry_, path_, budget_);
  return true;
}

template <typename Take>
void LayerReader::read_data(const Take& take) {
  ArchiveReader::Block block;
  std::uint64_t end = 0;
  while (reader_.read_block(block)) {
    if (block.offset != end) budget_.add_entry();
    end = block.offset + block.bytes.size();
    budget_.add_content(block.bytes.size());
    take(block);
  }
}

std::vector<Extent> LayerReader::extents() {
  left_out_ = hidden_.hides(path_);
  if (!left_out_) {
    FileContent content(store_);
    read_data([&](const ArchiveReader::Block& block) { content.add(block.offset, block.bytes); });
    return content.finish();
  }
  std::vector<Extent> extents;
  read_data([&](const ArchiveReader::Block& block) {
    if (!extents.empty() && extents.back().file_offset + extents.back().length == block.offset) {
      extents.back().length += block.bytes.size();
    } else {
      extents.push_back({block.offset, block.bytes.size(), Extent::kZeros});
    }
  });
  left_out_ = !extents.empty();
  return extents;
}

}  // namespace oci2boot
