// SPDX-License-Identifier: Apache-2.0
#include "oci/pending_links.h"

#include <set>
#include <string_view>
#include <utility>

#include "oci/in_quotes.h"
#include "oci2boot/error.h"

namespace oci2boot {

void PendingLinks::add(InodeId parent, std::string path, std::string target) {
  const std::string_view name = split_last(path).second;
  if (placeholder_) {
    tree_.add_link(parent, name, *placeholder_);
  } else {
    placeholder_ = tree_.add_special(parent, name, Metadata{}, FileType::fifo, {});
  }
  links_.push_back({parent, false, std::move(path), std::move(target)});
}

void PendingLinks::resolve(const FindTarget& find) {
  drop_replaced();
  // Links to links resolve in whatever order they come: go round while there is progress. Tools
  // link to a file's first name, so that one round is the rule; the bound is for hostile layers.
  constexpr int kMaxRounds = 32;
  for (int round = 0; round < kMaxRounds && !links_.empty(); ++round) {
    const std::size_t resolved = std::erase_if(links_, [&](const Link& link) {
      const std::optional<InodeId> inode = find(link.target);
      if (!inode || is_placeholder(*inode) || tree_.type(*inode) == FileType::directory)
        return false;
      tree_.add_link(link.parent, link.name(), *inode);
      return true;
    });
    if (resolved == 0) break;
  }
  if (links_.empty()) return;
  const Link& first = links_.front();
  throw Error(ErrorCode::invalid_image, "the entry " + in_quotes(first.path) +
                                            " is a hard link to " + in_quotes(first.target) +
                                            ", which does not exist");
}

/// Of several links of one name the last one counts; and none where something else took the name,
/// or its directory is gone.
void PendingLinks::drop_replaced() {
  std::set<std::pair<InodeId, std::string_view>> taken;
  for (auto link = links_.rbegin(); link != links_.rend(); ++link) {
    const bool in_tree = tree_.child(link->parent, link->name()) == placeholder_;
    link->replaced = !in_tree || !taken.emplace(link->parent, link->name()).second;
  }
  std::erase_if(links_, [](const Link& link) { return link.replaced; });
}

}  // namespace oci2boot
