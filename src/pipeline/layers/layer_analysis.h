// SPDX-License-Identifier: Apache-2.0
// What each layer of an image brings, and what of it later layers make useless: told from the
// history that a FileTree keeps of its inodes.
//
// Bytes are what files hold, unpacked, holes not counted; a file with several names counts once.
// Files are all that are no directories. Layers count from 1, oldest first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "oci2boot/root_filesystem.h"
#include "src/pipeline/layers/lost_files.h"
#include "src/pipeline/layers/size_tree.h"

namespace oci2boot {

struct PathOfSize {
  std::string path;  ///< without a leading slash
  std::uint64_t bytes = 0;
  bool operator==(const PathOfSize&) const = default;
};

/// A file that is there in the end, by one of its names.
struct KeptFile {
  std::string path;  ///< without a leading slash
  std::uint64_t bytes = 0;
  std::uint32_t layer = 0;  ///< that it came with
  bool operator==(const KeptFile&) const = default;
};

struct LayerSums {
  FileSum added;
  FileSum lost;  ///< of these: what is gone in the end
  /// What it makes useless of older layers.
  FileSum deletes;
  FileSum replaces;
  FileSum repeats;
  std::vector<PathOfSize> largest;  ///< that it adds; largest first, at most kLargestOfLayer
};

struct LayerAnalysis {
  static constexpr std::size_t kLargestOfLayer = 6;
  static constexpr std::size_t kMostKept = 12;
  static constexpr std::size_t kMostLost = 60;
  static constexpr std::size_t kMostShown = 800;

  std::vector<LayerSums> layers;
  FileSum kept;                         ///< what is there in the end
  FileSum lost;                         ///< what layers brought besides
  std::vector<KeptFile> largest_kept;   ///< largest first, at most kMostKept
  std::vector<LostFiles> largest_lost;  ///< largest first, at most kMostLost
  SizeTree largest;                     ///< of what is there in the end, about kMostShown
};

/// Of a root file system as `layers` layers have made it, before any patch.
LayerAnalysis analyse_layers(const RootFilesystem& root, std::size_t layers);

}  // namespace oci2boot
