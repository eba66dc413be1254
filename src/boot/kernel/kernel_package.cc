// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/kernel_package.h"

#include <array>
#include <span>
#include <vector>

#include "oci2boot/archive_reader.h"
#include "oci2boot/decompress.h"
#include "oci2boot/error.h"
#include "src/boot/kernel/rpm_headers.h"

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
    const bool is_folder = path.ends_with('/') || path.ends_with("/.");
    if (path.starts_with(folder) && !is_folder && !climbs) return path;
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

void read_archive(RootFilesystem& root, std::unique_ptr<ByteSource> packed, ArchiveFormat format) {
  const std::unique_ptr<ByteSource> bytes = decompress(std::move(packed));
  ArchiveReader archive(*bytes, format, "its content");
  PackageReader(root, archive).read();
  drain(*bytes);  // what is packed has its checksum behind the archive's end
}

void read_deb(RootFilesystem& root, ByteSource& file) {
  ArchiveReader package(file, ArchiveFormat::ar, "it");
  ArchiveEntry member;
  while (package.next(member)) {
    if (!member.path.starts_with("data.tar")) continue;
    return read_archive(root, std::make_unique<EntrySource>(package), ArchiveFormat::tar);
  }
  throw Error(ErrorCode::invalid_image, "it has no data.tar");
}

void read_package(RootFilesystem& root, std::unique_ptr<ByteSource> file, PackageForm form) {
  switch (form) {
    case PackageForm::deb:
      return read_deb(root, *file);
    case PackageForm::rpm:
      skip_rpm_headers(*file);
      return read_archive(root, std::move(file), ArchiveFormat::cpio);
    case PackageForm::tar:
      return read_archive(root, std::move(file), ArchiveFormat::tar);
    case PackageForm::apk3:
      throw Error(ErrorCode::usage,
                  "it is an apk of version 3 of the format, which is not read; `apk extract` makes "
                  "a folder of it, which --kernel takes");
  }
}

std::string text_at_front(ByteSource& source, std::size_t count) {
  std::string text(count, '\0');
  text.resize(read_fully(source, std::as_writable_bytes(std::span(text))));
  return text;
}

/// Gives the bytes that were read already, and then the rest.
class Rewound final : public ByteSource {
 public:
  Rewound(std::string head, std::unique_ptr<ByteSource> rest)
      : head_(std::move(head)), rest_(std::move(rest)) {}
  std::size_t read(std::span<std::byte> buffer) override {
    const std::size_t count = head_.read(buffer);
    return count > 0 ? count : rest_->read(buffer);
  }

 private:
  MemorySource head_;
  std::unique_ptr<ByteSource> rest_;
};

/// The magic of a header as POSIX has it, which all tools that make packages write.
bool is_tar(std::unique_ptr<ByteSource> file) {
  constexpr std::size_t kBlock = 512;
  try {
    const std::string block = text_at_front(*decompress(std::move(file)), kBlock);
    return block.size() == kBlock && block.compare(257, 5, "ustar") == 0;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

std::optional<PackageForm> package_form(std::unique_ptr<ByteSource> file) {
  std::string head = text_at_front(*file, 8);
  if (head == "!<arch>\n") return PackageForm::deb;
  if (is_rpm_package(head)) return PackageForm::rpm;
  if (head.starts_with("ADB")) return PackageForm::apk3;
  if (is_tar(std::make_unique<Rewound>(std::move(head), std::move(file)))) return PackageForm::tar;
  return std::nullopt;
}

RootFilesystem read_kernel_package(std::unique_ptr<ByteSource> file, PackageForm form,
                                   const std::string& what,
                                   const std::filesystem::path& scratch_folder) {
  RootFilesystem root(scratch_folder);
  try {
    read_package(root, std::move(file), form);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::output_failed) throw;
    const bool is_damage = error.code() == ErrorCode::invalid_image;
    throw Error(is_damage ? ErrorCode::verification_failed : error.code(), error.what())
        .within("the package " + what);
  }
  return root;
}

}  // namespace oci2boot
