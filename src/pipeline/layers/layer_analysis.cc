// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/layers/layer_analysis.h"

#include <algorithm>

namespace oci2boot {

namespace {

/// A hard link stands in its place until the layer that has it ends.
bool is_placeholder(const FileTree& tree, InodeId inode) {
  return tree.type(inode) == FileType::fifo && tree.removed_by(inode) == tree.made_by(inode);
}

struct SizedInode {
  std::uint64_t bytes = 0;
  InodeId inode = 0;
};

/// Keeps the largest, of equal ones the first.
void keep_largest(std::vector<SizedInode>& largest, const SizedInode& file, std::size_t most) {
  if (file.bytes == 0) return;
  const auto place =
      std::upper_bound(largest.begin(), largest.end(), file,
                       [](const auto& a, const auto& b) { return a.bytes > b.bytes; });
  largest.insert(place, file);
  if (largest.size() > most) largest.pop_back();
}

/// AUFS's own, to which the layer may have hard links; the image has no such path.
bool is_aufs_leftover(const FileTree& tree, InodeId inode) {
  return tree.first_name(tree.first_parent(inode)).starts_with(".wh..wh.");
}

void add_largest_of_layers(const FileTree& tree,
                           const std::vector<std::vector<SizedInode>>& largest,
                           LayerAnalysis& analysis) {
  for (std::size_t i = 0; i < largest.size(); ++i) {
    for (const SizedInode& file : largest[i]) {
      analysis.layers[i].largest.push_back({tree.first_path(file.inode), file.bytes});
    }
  }
}

/// The name that a file got first may be gone.
void add_largest_kept(const FileTree& tree, const std::vector<SizedInode>& largest,
                      LayerAnalysis& analysis) {
  for (const SizedInode& file : largest) {
    analysis.largest_kept.push_back({"", file.bytes, tree.made_by(file.inode)});
  }
  tree.walk([&](const std::string& path, InodeId inode) {
    for (std::size_t i = 0; i < largest.size(); ++i) {
      std::string& known = analysis.largest_kept[i].path;
      if (largest[i].inode == inode && known.empty()) known = path;
    }
  });
}

void add_files(const FileTree& tree, LayerAnalysis& analysis) {
  std::vector<std::vector<SizedInode>> of_layers(analysis.layers.size());
  std::vector<SizedInode> kept;
  for (std::size_t i = 1; i < tree.inode_count(); ++i) {
    const auto inode = static_cast<InodeId>(i);
    if (tree.type(inode) == FileType::directory || is_placeholder(tree, inode)) continue;
    const FileSum sum{1, stored_bytes(tree, inode)};
    const std::uint32_t layer = tree.made_by(inode);
    LayerSums& sums = analysis.layers.at(layer - 1);
    sums.added += sum;
    if (!is_aufs_leftover(tree, inode)) {
      keep_largest(of_layers[layer - 1], {sum.bytes, inode}, LayerAnalysis::kLargestOfLayer);
    }
    if (tree.links(inode) > 0) {
      analysis.kept += sum;
      keep_largest(kept, {sum.bytes, inode}, LayerAnalysis::kMostKept);
    } else {
      sums.lost += sum;
      analysis.lost += sum;
    }
  }
  add_largest_of_layers(tree, of_layers, analysis);
  add_largest_kept(tree, kept, analysis);
}

void add_losses(const FileTree& tree, const std::vector<LostFile>& files,
                std::vector<LayerSums>& layers) {
  for (const LostFile& file : files) {
    if (file.lost_by == file.added_by) continue;
    LayerSums& sums = layers.at(file.lost_by - 1);
    const FileSum sum{1, stored_bytes(tree, file.inode)};
    switch (file.loss) {
      case Loss::deleted:
        sums.deletes += sum;
        break;
      case Loss::replaced:
        sums.replaces += sum;
        break;
      case Loss::repeated:
        sums.repeats += sum;
        break;
    }
  }
}

}  // namespace

LayerAnalysis analyse_layers(const RootFilesystem& root, std::size_t layers) {
  LayerAnalysis analysis;
  analysis.layers.resize(layers);
  add_files(root.tree, analysis);
  const std::vector<LostFile> lost = find_lost_files(root);
  add_losses(root.tree, lost, analysis.layers);
  analysis.largest_lost = group_lost_files(root.tree, lost, LayerAnalysis::kMostLost);
  analysis.largest = make_size_tree(root.tree, LayerAnalysis::kMostShown);
  return analysis;
}

}  // namespace oci2boot
