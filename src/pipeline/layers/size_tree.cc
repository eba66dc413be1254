// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/layers/size_tree.h"

#include <algorithm>
#include <queue>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace oci2boot {

namespace {

constexpr std::size_t kMostInFolder = 60;
constexpr unsigned kDeepest = 24;
constexpr std::uint64_t kParts = 2500;

struct Sum {
  std::uint64_t bytes = 0;
  std::uint64_t files = 0;
  // The layer that may have brought more than half of the bytes, and what it is ahead by: Boyer and
  // Moore's majority vote.
  std::uint32_t layer = 0;
  std::uint64_t lead = 0;

  Sum& operator+=(const Sum& more) {
    bytes += more.bytes;
    files += more.files;
    if (layer == more.layer) {
      lead += more.lead;
    } else if (lead >= more.lead) {
      lead -= more.lead;
    } else {
      layer = more.layer;
      lead = more.lead - lead;
    }
    return *this;
  }
};

/// What each directory of a tree holds, with all below it.
class Sums {
 public:
  explicit Sums(const FileTree& tree) : tree_(tree), sums_(tree.inode_count()) {
    choose_homes();
    // A directory has one name and was made after the one that it lies in: this way round each
    // comes before its parent.
    for (std::size_t i = sums_.size(); i-- > 0;) {
      const auto folder = static_cast<InodeId>(i);
      if (!is_there(folder)) continue;
      for (const FileTree::Child& child : tree.children(folder)) {
        sums_[folder] += of(folder, child);
      }
    }
  }

  const Sum& of_folder(InodeId folder) const { return sums_[folder]; }

  Sum of(InodeId folder, const FileTree::Child& child) const {
    if (tree_.type(child.inode) == FileType::directory) return sums_[child.inode];
    const auto home = homes_.find(child.inode);
    if (home != homes_.end() && home->second != std::pair(folder, child.name)) return {};
    const std::uint64_t bytes = stored_bytes(tree_, child.inode);
    return {bytes, 1, tree_.made_by(child.inode), bytes};
  }

 private:
  using Home = std::pair<InodeId, std::string_view>;

  bool is_there(InodeId inode) const {
    return tree_.links(inode) > 0 && tree_.type(inode) == FileType::directory;
  }

  void choose_homes() {
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      const auto folder = static_cast<InodeId>(i);
      if (!is_there(folder)) continue;
      for (const FileTree::Child& child : tree_.children(folder)) {
        if (tree_.links(child.inode) > 1) homes_.try_emplace(child.inode, folder, child.name);
      }
    }
  }

  const FileTree& tree_;
  std::vector<Sum> sums_;
  std::unordered_map<InodeId, Home> homes_;  // of files with several names: where they count
};

/// Which entries are shown: chosen from the largest folder on, until there are enough.
class Choice {
 public:
  Choice(const FileTree& tree, std::size_t most) : tree_(tree), sums_(tree) {
    smallest_ = std::max<std::uint64_t>(1, sums_.of_folder(FileTree::kRoot).bytes / kParts);
    // The largest first, of equal ones the oldest.
    using Candidate = std::tuple<std::uint64_t, std::int64_t, unsigned>;
    std::priority_queue<Candidate> open;
    open.emplace(sums_.of_folder(FileTree::kRoot).bytes, 0, 0);
    std::size_t shown = 0;
    while (!open.empty() && shown < most) {
      const auto [bytes, negative_id, depth] = open.top();
      open.pop();
      const auto folder = static_cast<InodeId>(-negative_id);
      const std::vector<FileTree::Child> children = largest_of(folder);
      opened_.insert(folder);
      shown += children.size();
      const unsigned below = depth + (children.size() > 1 ? 1 : 0);
      if (below > kDeepest) continue;
      for (const FileTree::Child& child : children) {
        if (tree_.type(child.inode) != FileType::directory) continue;
        open.emplace(sums_.of_folder(child.inode).bytes, -std::int64_t{child.inode}, below);
      }
    }
  }

  SizeTree folder(InodeId inode, std::string name) const {
    const Sum& sum = sums_.of_folder(inode);
    SizeTree tree{std::move(name), sum.bytes, sum.files, true, sum.layer, {}, sum.bytes, sum.files};
    if (!opened_.contains(inode)) return tree;
    for (const FileTree::Child& child : largest_of(inode)) {
      tree.entries.push_back(entry(inode, child));
      tree.other_bytes -= tree.entries.back().bytes;
      tree.other_files -= tree.entries.back().files;
    }
    return tree;
  }

 private:
  SizeTree entry(InodeId parent, const FileTree::Child& child) const {
    const std::string name(child.name);
    if (tree_.type(child.inode) != FileType::directory) {
      const Sum sum = sums_.of(parent, child);
      return {name, sum.bytes, sum.files, false, sum.layer, {}, 0, 0, tree_.links(child.inode)};
    }
    SizeTree found = folder(child.inode, name);
    const bool is_way = found.entries.size() == 1 && found.entries[0].is_folder &&
                        found.other_bytes == 0 && found.other_files == 0;
    if (!is_way) return found;
    SizeTree only = std::move(found.entries[0]);
    only.name = name + "/" + only.name;
    return only;
  }

  std::vector<FileTree::Child> largest_of(InodeId folder) const {
    std::vector<std::pair<std::uint64_t, FileTree::Child>> sized;
    for (const FileTree::Child& child : tree_.children(folder)) {
      const std::uint64_t bytes = sums_.of(folder, child).bytes;
      if (bytes >= smallest_) sized.emplace_back(bytes, child);
    }
    std::stable_sort(sized.begin(), sized.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    sized.resize(std::min(sized.size(), kMostInFolder));
    std::vector<FileTree::Child> children;
    children.reserve(sized.size());
    for (const auto& [bytes, child] : sized) children.push_back(child);
    return children;
  }

  const FileTree& tree_;
  Sums sums_;
  std::uint64_t smallest_ = 0;
  std::unordered_set<InodeId> opened_;
};

}  // namespace

std::uint64_t stored_bytes(const FileTree& tree, InodeId inode) {
  std::uint64_t bytes = 0;
  for (const Extent& extent : tree.extents(inode)) bytes += extent.length;
  return bytes;
}

SizeTree make_size_tree(const FileTree& tree, std::size_t most) {
  return Choice(tree, most).folder(FileTree::kRoot, "");
}

}  // namespace oci2boot
