// SPDX-License-Identifier: Apache-2.0
#include "oci/hidden_paths.h"

#include "oci/whiteout.h"

namespace oci2boot {

namespace {

// Of folders above a file that are looked at. More cost time for each folder, and prove nothing:
// what is stored for nothing does no harm.
constexpr int kMostLevels = 64;

}  // namespace

void HiddenPaths::add(const ArchiveEntry& entry, const EntryPath& path) {
  if (is_whiteout(path)) return add_whiteout(path);
  // Some entries are left out themselves.
  if (is_aufs_leftover(path) || (!entry.type && !entry.is_hard_link)) return;
  (entry.type == FileType::directory ? present_.folders : present_.hidden).insert(hash_(path.text));
  if (entry.is_hard_link) present_.linked.insert(hash_(EntryPath::parse(entry.link_target).text));
}

void HiddenPaths::add_whiteout(const EntryPath& path) {
  std::string name(path.parent());
  if (path.base() != kOpaqueWhiteout) {
    if (!name.empty()) name += '/';
    name += path.base().substr(kWhiteoutPrefix.size());
  }
  present_.hidden.insert(hash_(name));
}

void HiddenPaths::end_layer() {
  newer_.hidden.merge(present_.hidden);
  newer_.folders.merge(present_.folders);
  newer_.linked.merge(present_.linked);
  present_ = {};
  last_folder_ = "/";  // which no path is
}

bool HiddenPaths::hides(const EntryPath& file) const {
  if (newer_.folders.empty() && newer_.hidden.empty()) return false;
  if (has(newer_.linked, file.text)) return false;
  return has(newer_.hidden, file.text) || has(newer_.folders, file.text) ||
         is_below_hidden(file.parent());
}

bool HiddenPaths::is_below_hidden(std::string_view folder) const {
  if (folder == last_folder_) return last_answer_;
  last_folder_ = folder;
  last_answer_ = has(newer_.hidden, folder);
  for (int level = 0; !last_answer_ && !folder.empty() && level < kMostLevels; ++level) {
    const std::size_t slash = folder.rfind('/');
    folder = folder.substr(0, slash == std::string_view::npos ? 0 : slash);
    last_answer_ = has(newer_.hidden, folder);
  }
  return last_answer_;
}

}  // namespace oci2boot
