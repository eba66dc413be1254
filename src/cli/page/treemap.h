// SPDX-License-Identifier: Apache-2.0
// Where the boxes of a treemap lie: each as large as what it stands for, those in a folder inside
// the folder's. Laid out twice, for wide windows and for narrow ones.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/pipeline/layers/size_tree.h"

namespace oci2boot {

/// In percent of what it lies in.
struct BoxPlace {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
  bool has_title = false;  ///< there is room for a folder's name above what is in it
};

struct TreemapBox {
  enum class Kind { folder, file, others };

  std::string path;  ///< without a leading slash; of others: of the folder that they are in
  std::string name;
  Kind kind = Kind::folder;
  std::uint64_t bytes = 0;
  std::uint64_t files = 0;
  std::uint32_t layer = 0;  ///< that it came with, or most of it
  std::uint32_t names = 1;  ///< see SizeTree::names
  BoxPlace wide;
  BoxPlace narrow;
  std::vector<TreemapBox> boxes;  ///< in a folder; empty too where that has no wide title
};

/// The boxes in the root. Nothing where it holds no bytes.
std::vector<TreemapBox> lay_out_treemap(const SizeTree& root);

}  // namespace oci2boot
