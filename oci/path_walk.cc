// SPDX-License-Identifier: Apache-2.0
#include "oci/path_walk.h"

#include <utility>
#include <vector>

namespace oci2boot {

namespace {

// As many as engines follow (Go's filepath-securejoin and containerd's continuity: 255).
constexpr int kMaxLinks = 255;
// Of all targets that one look-up follows: links may expand to long paths, and an image may ask for
// millions of look-ups. Linux takes 40 links of 4095 bytes, real trees need a few hundred.
constexpr std::size_t kMaxTargetBytes = 64U << 10;

/// Puts the parts of `path` on `pending`, the first one on top.
void push_parts(std::vector<std::string_view>& pending, std::string_view path) {
  while (!path.empty()) {
    const std::size_t slash = path.rfind('/');
    const std::string_view part = slash == std::string_view::npos ? path : path.substr(slash + 1);
    if (!part.empty() && part != ".") pending.push_back(part);
    path = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
  }
}

/// Where a walk has come to: something in the tree, or a name that is missing there.
struct Place {
  std::optional<InodeId> inode;
  std::string_view name;
  std::size_t path_bytes;
};

/// One walk: the parts that are still to follow, and the places from the root down to here.
class Walk {
 public:
  using End = PathWalk::End;
  enum class Rules { kernel, engines };

  Walk(const FileTree& tree, std::string_view path, Rules rules) : tree_(tree), rules_(rules) {
    push_parts(pending_, path);
  }

  PathWalk run(const MakeMissing& make_missing) {
    while (!pending_.empty()) {
      const std::string_view part = pending_.back();
      pending_.pop_back();
      if (rules_ == Rules::kernel && !is_directory(chain_.back())) return {End::not_directory};
      if (part == "..") {
        if (chain_.size() > 1) chain_.pop_back();
      } else if (const End end = enter(part); end != End::found) {
        return {end};
      }
    }
    return make_all(make_missing);
  }

 private:
  bool is_directory(const Place& place) const {
    return !place.inode || tree_.type(*place.inode) == FileType::directory;
  }

  End enter(std::string_view part) {
    const Place& here = chain_.back();
    const std::size_t path_bytes = here.path_bytes + (here.path_bytes == 0 ? 0 : 1) + part.size();
    const std::optional<InodeId> next =
        here.inode ? tree_.child(*here.inode, part) : std::optional<InodeId>();
    if (!next && rules_ == Rules::kernel) return End::missing;
    if (!next || tree_.type(*next) != FileType::symlink) {
      chain_.push_back({next, part, path_bytes});
      return End::found;
    }
    const std::string_view target = tree_.symlink_target(*next);
    target_bytes_ += target.size();
    if (++links_ > kMaxLinks || target_bytes_ > kMaxTargetBytes) return End::too_many_links;
    if (target.starts_with('/')) chain_.resize(1);
    push_parts(pending_, target);
    return End::found;
  }

  PathWalk make_all(const MakeMissing& make_missing) {
    for (std::size_t i = 1; i < chain_.size(); ++i) {
      if (chain_[i].inode) continue;
      if (!is_directory(chain_[i - 1])) return {End::not_directory};
      if (!make_missing) return {End::missing};
      chain_[i].inode = make_missing(*chain_[i - 1].inode, chain_[i].name, chain_[i].path_bytes);
    }
    return {End::found, *chain_.back().inode, chain_.back().path_bytes};
  }

  const FileTree& tree_;
  Rules rules_;
  std::vector<std::string_view> pending_;
  std::vector<Place> chain_{{FileTree::kRoot, {}, 0}};
  int links_ = 0;
  std::size_t target_bytes_ = 0;
};

}  // namespace

PathWalk walk_path(const FileTree& tree, std::string_view path) {
  return Walk(tree, path, Walk::Rules::kernel).run(nullptr);
}

PathWalk walk_as_engines(const FileTree& tree, std::string_view path,
                         const MakeMissing& make_missing) {
  return Walk(tree, path, Walk::Rules::engines).run(make_missing);
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
