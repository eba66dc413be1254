// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/root_filesystem.h"

#include <algorithm>
#include <cstring>

#include "oci/path_walk.h"
#include "oci2boot/error.h"

namespace oci2boot {

InodeId write_file(RootFilesystem& root, InodeId parent, std::string_view name,
                   const Metadata& metadata, std::string_view bytes) {
  if (bytes.empty()) return root.tree.add_file(parent, name, metadata, 0, {});
  root.contents.begin_block();
  const std::uint64_t offset = root.contents.append(std::as_bytes(std::span(bytes)));
  const Extent extent{0, bytes.size(), offset};
  return root.tree.add_file(parent, name, metadata, bytes.size(), std::span(&extent, 1));
}

InodeId ensure_directory(FileTree& tree, std::string_view path, Timestamp mtime) {
  const auto make_directory = [&](InodeId parent, std::string_view name,
                                  std::size_t /*path_bytes*/) {
    return tree.add_directory(parent, name, {0755, 0, 0, mtime, {}});
  };
  const PathWalk walk = walk_as_engines(tree, path, make_directory);
  if (walk.end != PathWalk::End::found || tree.type(walk.inode) != FileType::directory) {
    throw Error(ErrorCode::invalid_image,
                "cannot make the directory " + std::string(path) +
                    " in the image: a file or a loop of symbolic links is in the way");
  }
  return walk.inode;
}

std::size_t FileReader::read(std::span<std::byte> buffer) {
  const std::uint64_t size = root_.tree.size(file_);
  const std::span<const Extent> extents = root_.tree.extents(file_);
  const auto count =
      static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), size - position_));
  std::size_t filled = 0;
  while (filled < count) {
    while (extent_ < extents.size() &&
           position_ >= extents[extent_].file_offset + extents[extent_].length) {
      ++extent_;
    }
    std::uint64_t piece = count - filled;
    const bool in_hole = extent_ == extents.size() || position_ < extents[extent_].file_offset;
    if (in_hole) {
      if (extent_ < extents.size()) {
        piece = std::min(piece, extents[extent_].file_offset - position_);
      }
      std::memset(buffer.data() + filled, 0, piece);
    } else {
      const Extent& extent = extents[extent_];
      const std::uint64_t within = position_ - extent.file_offset;
      piece = std::min(piece, extent.length - within);
      const std::span<std::byte> part = buffer.subspan(filled, piece);
      if (extent.store_offset == Extent::kZeros) {
        std::fill(part.begin(), part.end(), std::byte{0});
      } else {
        root_.contents.read(extent.store_offset + within, part);
      }
    }
    filled += piece;
    position_ += piece;
  }
  return filled;
}

std::uint64_t FileReader::skip(std::uint64_t count) {
  const std::uint64_t skipped = std::min(count, root_.tree.size(file_) - position_);
  position_ += skipped;
  return skipped;
}

std::string read_file(const RootFilesystem& root, InodeId file, std::uint64_t limit) {
  FileReader reader(root, file);
  return read_all(reader, limit, "a file of the image");
}

}  // namespace oci2boot
