// SPDX-License-Identifier: Apache-2.0
#include "oci/path_walk.h"

#include <utility>
#include <vector>

namespace oci2boot {

namespace {

// As many as engines follow (Go's filepath-securejoin and containerd's continuity: 255).
constexpr int kMaxLinks = 255;
// Links may expand to long paths; this bounds the time that one look-up can take.
constexpr int kMaxSteps = 200'000;

/// Puts the parts of `path` on `pending`, the first one on top.
void push_parts(std::vector<std::string_view>& pending, std::string_view path) {
  while (!path.empty()) {
    const std::size_t slash = path.rfind('/');
    const std::string_view part = slash == std::string_view::npos ? path : path.substr(slash + 1);
    if (!part.empty() && part != ".") pending.push_back(part);
    path = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
  }
}

}  // namespace

std::optional<InodeId> leave_missing(InodeId /*parent*/, std::string_view /*name*/,
                                     std::size_t /*path_bytes*/) {
  return std::nullopt;
}

PathWalk walk_path(const FileTree& tree, std::string_view path, const MakeMissing& make_missing) {
  using End = PathWalk::End;
  std::vector<std::string_view> pending;
  push_parts(pending, path);
  struct Place {
    InodeId inode;
    std::size_t path_bytes;
  };
  std::vector<Place> chain{{FileTree::kRoot, 0}};  // from the root down to where we are
  int links = 0;
  for (int steps = 0; !pending.empty(); ++steps) {
    if (steps > kMaxSteps) return {End::too_many_links};
    const std::string_view part = pending.back();
    pending.pop_back();
    if (tree.type(chain.back().inode) != FileType::directory) return {End::not_directory};
    if (part == "..") {
      if (chain.size() > 1) chain.pop_back();
      continue;
    }
    const Place here = chain.back();
    const std::size_t path_bytes = here.path_bytes + (here.path_bytes == 0 ? 0 : 1) + part.size();
    std::optional<InodeId> next = tree.child(here.inode, part);
    if (!next) next = make_missing(here.inode, part, path_bytes);
    if (!next) return {End::missing};
    if (tree.type(*next) == FileType::symlink) {
      if (++links > kMaxLinks) return {End::too_many_links};
      const std::string_view target = tree.symlink_target(*next);
      if (target.starts_with('/')) chain.resize(1);
      push_parts(pending, target);
    } else {
      chain.push_back({*next, path_bytes});
    }
  }
  return {End::found, chain.back().inode, chain.back().path_bytes};
}

std::pair<std::string_view, std::string_view> split_last(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {std::string_view(), path};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

std::optional<InodeId> FileTree::lookup(std::string_view path) const {
  const PathWalk walk = walk_path(*this, path);
  if (walk.end != PathWalk::End::found) return std::nullopt;
  return walk.inode;
}

std::optional<InodeId> FileTree::lookup_no_follow(std::string_view path) const {
  const auto [folder, name] = split_last(path);
  if (name.empty() || name == "." || name == "..") return lookup(path);
  const PathWalk walk = walk_path(*this, folder);
  if (walk.end != PathWalk::End::found) return std::nullopt;
  return child(walk.inode, name);
}

}  // namespace oci2boot
