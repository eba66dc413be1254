// SPDX-License-Identifier: Apache-2.0
// A whole root file system: the tree and the bytes of its files. Flattening makes one, patches edit
// it, image writers receive it finished.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "oci2boot/byte_source.h"
#include "oci2boot/content_store.h"
#include "oci2boot/file_tree.h"

namespace oci2boot {

struct RootFilesystem {
  /// `scratch_folder`: where the bytes of files are kept meanwhile, see ContentStore.
  explicit RootFilesystem(const std::filesystem::path& scratch_folder) : contents(scratch_folder) {}
  explicit RootFilesystem(ContentStore store) : contents(std::move(store)) {}

  FileTree tree;
  ContentStore contents;
};

/// Adds a regular file that holds `bytes` (see FileTree::add_file).
InodeId write_file(RootFilesystem& root, InodeId parent, std::string_view name,
                   const Metadata& metadata, std::string_view bytes);

/// The directory at `path` (symbolic links followed), made with all its parents, 0755 root:root
/// with the time `mtime`, where it is missing. Throws Error (invalid_image) when a file is in the
/// way.
InodeId ensure_directory(FileTree& tree, std::string_view path, Timestamp mtime);

/// A regular file's content, holes as zeros. The file system must outlive the reader and must not
/// change meanwhile.
class FileReader final : public ByteSource {
 public:
  FileReader(const RootFilesystem& root, InodeId file) : root_(root), file_(file) {}
  std::size_t read(std::span<std::byte> buffer) override;
  std::uint64_t skip(std::uint64_t count) override;

 private:
  const RootFilesystem& root_;
  InodeId file_;
  std::uint64_t position_ = 0;
  std::size_t extent_ = 0;
};

/// A regular file's content as one string. Throws Error (invalid_image) when it is larger than
/// `limit`.
std::string read_file(const RootFilesystem& root, InodeId file, std::uint64_t limit);

}  // namespace oci2boot
