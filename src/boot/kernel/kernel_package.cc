// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/kernel_package.h"

#include <array>
#include <string>
#include <vector>

#include "oci2boot/archive_reader.h"
#include "oci2boot/decompress.h"
#include "oci2boot/error.h"
#include "src/boot/kernel/file_view.h"

namespace oci2boot {

namespace {

// Distribution kernels with all their modules stay below a tenth of these.
constexpr std::uint64_t kMaxBytes = std::uint64_t{8} << 30;
constexpr std::size_t kMaxFiles = 200'000;

constexpr Metadata kPlain{};

/// The path from the package's root when it is one that matters here, else nothing.
std::string_view wanted_path(std::string_view path) {
  constexpr std::array<std::string_view, 3> kFolders = {"boot/", "lib/modules/",
                                                        "usr/lib/modules/"};
  while (path.starts_with("./")) path.remove_prefix(2);
  while (path.starts_with('/')) path.remove_prefix(1);
  for (const std::string_view folder : kFolders) {
    const bool climbs = path.find("/../") != std::string_view::npos || path.ends_with("/..");
    if (path.starts_with(folder) && path.size() > folder.size() && !path.ends_with('/') &&
        !climbs) {
      return path;
    }
  }
  return {};
}

class PackageReader {
 public:
  PackageReader(RootFilesystem& root, ArchiveReader& archive) : root_(root), archive_(archive) {}

  void read() {
    ArchiveEntry entry;
    while (archive_.next(entry)) {
      if (entry.type != FileType::regular) continue;
      const std::string_view path = wanted_path(entry.path);
      if (!path.empty()) add(path, entry.size);
    }
  }

 private:
  void add(std::string_view path, std::uint64_t size) {
    if (++files_ > kMaxFiles) throw Error(ErrorCode::usage, "it has too many files");
    std::vector<Extent> extents;
    ArchiveReader::Block block;
    while (archive_.read_block(block)) {
      if (block.bytes.empty()) continue;
      bytes_ += block.bytes.size();
      if (bytes_ > kMaxBytes) throw Error(ErrorCode::usage, "it unpacks to too many bytes");
      const std::uint64_t offset = root_.contents.append(block.bytes);
      extents.push_back({block.offset, block.bytes.size(), offset});
    }
    const std::size_t slash = path.rfind('/');
    const InodeId parent = ensure_directory(root_.tree, path.substr(0, slash), {});
    root_.tree.add_file(parent, path.substr(slash + 1), kPlain, size, extents);
  }

  RootFilesystem& root_;
  ArchiveReader& archive_;
  std::size_t files_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace

bool is_debian_package(std::string_view head) {
  return head.starts_with("!<arch>\n");
}

RootFilesystem read_kernel_package(const std::filesystem::path& path,
                                   const std::filesystem::path& scratch_folder) {
  RootFilesystem root(scratch_folder);
  const std::string what = "the package " + path.string();
  const std::unique_ptr<ByteSource> file = open_kernel_file(path);
  try {
    ArchiveReader package(*file, ArchiveFormat::ar, "it");
    ArchiveEntry member;
    while (package.next(member)) {
      if (!member.path.starts_with("data.tar")) continue;
      const std::unique_ptr<ByteSource> data = decompress(std::make_unique<EntrySource>(package));
      ArchiveReader archive(*data, ArchiveFormat::tar, "its content");
      PackageReader(root, archive).read();
      return root;
    }
  } catch (const Error& error) {
    if (error.code() == ErrorCode::output_failed) throw;
    const bool is_damage = error.code() == ErrorCode::invalid_image;
    throw Error(is_damage ? ErrorCode::verification_failed : error.code(), error.what())
        .within(what);
  }
  throw Error(ErrorCode::usage, what + " has no data: it is no Debian package");
}

}  // namespace oci2boot
