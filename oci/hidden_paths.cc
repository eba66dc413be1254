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
  last_folder_ = "/";  // which no path is
  if (is_whiteout(path)) return add_whiteout(path);
  // Some entries are left out themselves.
  if (is_aufs_leftover(path) || (!entry.type && !entry.is_hard_link)) return;
  (entry.type == FileType::directory ? folders_ : hidden_).insert(hash_(path.text));
  if (entry.is_hard_link) linked_.insert(hash_(EntryPath::parse(entry.link_target).text));
}

void HiddenPaths::add_whiteout(const EntryPath& path) {
  if (path.base() == kOpaqueWhiteout) {
    hidden_.insert(hash_(path.parent()));
    return;
  }
  std::string name(path.parent());
  if (!name.empty()) name += '/';
  name += path.base().substr(kWhiteoutPrefix.size());
  hidden_.insert(hash_(name));
}

bool HiddenPaths::hides(const EntryPath& file) const {
  if (folders_.empty() && hidden_.empty()) return false;
  if (has(linked_, file.text)) return false;
  return has(hidden_, file.text) || has(folders_, file.text) || is_below_hidden(file.parent());
}

bool HiddenPaths::is_below_hidden(std::string_view folder) const {
  if (folder == last_folder_) return last_answer_;
  last_folder_ = folder;
  last_answer_ = has(hidden_, folder);
  for (int level = 0; !last_answer_ && !folder.empty() && level < kMostLevels; ++level) {
    const std::size_t slash = folder.rfind('/');
    folder = folder.substr(0, slash == std::string_view::npos ? 0 : slash);
    last_answer_ = has(hidden_, folder);
  }
  return last_answer_;
}

}  // namespace oci2boot
