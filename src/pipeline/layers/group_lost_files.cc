// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

#include "src/pipeline/layers/lost_files.h"
#include "src/pipeline/layers/size_tree.h"

namespace oci2boot {

namespace {

struct Fate {
  std::uint32_t lost_by = 0;  // no layer: it is there in the end
  Loss loss = Loss::deleted;
  auto operator<=>(const Fate&) const = default;
};

/// A folder and the layer that put something there.
using Place = std::pair<InodeId, std::uint32_t>;

/// What a layer put at a place or below.
struct Lot {
  InodeId of = 0;  // the file itself, or the deepest folder that has all of it
  FileSum sum;
  Fate fate;
  bool has_one_fate = true;
};

class Lots {
 public:
  Lots(const FileTree& tree, const std::vector<LostFile>& lost) : tree_(tree) {
    for (std::size_t i = 1; i < tree.inode_count(); ++i) {
      const auto inode = static_cast<InodeId>(i);
      if (tree.type(inode) == FileType::directory || tree.links(inode) == 0) continue;
      add_file(inode, {});
    }
    for (const LostFile& file : lost) add_file(file.inode, {file.lost_by, file.loss});
    // A folder was made after the one that it lies in: the deepest come first this way.
    for (auto lot = lots_.rbegin(); lot != lots_.rend(); ++lot) {
      const auto& [folder, layer] = lot->first;
      if (folder != FileTree::kRoot) add({tree.first_parent(folder), layer}, lot->second);
    }
  }

  /// Of the root no folder stands for all: that would tell nothing.
  bool is_told_as_one(const Place& place) const {
    return place.first != FileTree::kRoot && lots_.at(place).has_one_fate;
  }

  /// Those that are lost, and of which no folder above tells.
  std::vector<LostFiles> lost() const {
    std::vector<LostFiles> groups;
    for (const auto& [place, lot] : lots_) {
      if (!is_told_as_one(place) || lot.fate.lost_by == 0) continue;
      if (is_told_as_one({tree_.first_parent(place.first), place.second})) continue;
      groups.push_back({tree_.first_path(lot.of), lot.sum,
                        tree_.type(lot.of) == FileType::directory, place.second, lot.fate.lost_by,
                        lot.fate.loss});
    }
    return groups;
  }

 private:
  void add_file(InodeId inode, const Fate& fate) {
    add({tree_.first_parent(inode), tree_.made_by(inode)},
        {inode, {1, stored_bytes(tree_, inode)}, fate});
  }

  void add(const Place& place, const Lot& more) {
    Lot& lot = lots_[place];
    if (lot.sum.files == 0) {
      lot = more;
      return;
    }
    lot.of = place.first;
    lot.sum += more.sum;
    lot.has_one_fate = lot.has_one_fate && more.has_one_fate && lot.fate == more.fate;
  }

  const FileTree& tree_;
  std::map<Place, Lot> lots_;
};

/// Of those in folders that have files of another fate as well: large ones one by one, the others
/// of a folder together.
void add_single(const FileTree& tree, const Lots& lots, const std::vector<LostFile>& files,
                std::vector<LostFiles>& groups) {
  constexpr std::uint64_t kLargePart = 100;
  std::uint64_t all = 0;
  for (const LostFile& file : files) all += stored_bytes(tree, file.inode);
  std::map<std::tuple<Place, Fate>, Lot> small;
  for (const LostFile& file : files) {
    const Place place(tree.first_parent(file.inode), file.added_by);
    if (lots.is_told_as_one(place)) continue;
    const FileSum sum{1, stored_bytes(tree, file.inode)};
    if (sum.bytes >= all / kLargePart) {
      groups.push_back(
          {tree.first_path(file.inode), sum, false, file.added_by, file.lost_by, file.loss});
      continue;
    }
    Lot& lot = small[{place, {file.lost_by, file.loss}}];
    lot.of = lot.sum.files == 0 ? file.inode : place.first;
    lot.sum += sum;
  }
  for (const auto& [key, lot] : small) {
    const auto& [place, fate] = key;
    groups.push_back({tree.first_path(lot.of), lot.sum, tree.type(lot.of) == FileType::directory,
                      place.second, fate.lost_by, fate.loss});
  }
}

}  // namespace

std::vector<LostFiles> group_lost_files(const FileTree& tree, const std::vector<LostFile>& files,
                                        std::size_t most) {
  if (files.empty()) return {};
  const Lots lots(tree, files);
  std::vector<LostFiles> groups = lots.lost();
  add_single(tree, lots, files, groups);
  std::erase_if(groups, [](const LostFiles& group) { return group.sum.bytes == 0; });
  std::stable_sort(groups.begin(), groups.end(), [](const LostFiles& a, const LostFiles& b) {
    return std::tie(b.sum.bytes, a.path, a.added_by, a.lost_by) <
           std::tie(a.sum.bytes, b.path, b.added_by, b.lost_by);
  });
  if (groups.size() > most) groups.resize(most);
  return groups;
}

}  // namespace oci2boot
