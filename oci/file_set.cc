// SPDX-License-Identifier: Apache-2.0
#include "oci/file_set.h"

#include <utility>

#include "oci/entry_path.h"
#include "oci2boot/archive_reader.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr std::size_t kMaxMembers = 100'000;
constexpr std::size_t kMaxNameBytes = 16U << 20;  // of all members: a hundred times what is usual
constexpr int kMaxLinks = 8;

[[noreturn]] void missing(const FileSet& files, const std::string& path) {
  throw Error(ErrorCode::invalid_image, files.name() + " has no file '" + path +
                                            "', which its manifest names: it is incomplete");
}

}  // namespace

bool FolderFiles::contains(const std::string& path) const {
  const EntryPath inside = EntryPath::parse(path);
  std::error_code ignored;
  return !inside.climbs && std::filesystem::is_regular_file(name_ + "/" + inside.text, ignored);
}

std::unique_ptr<ByteSource> FolderFiles::open(const std::string& path) const {
  if (!contains(path)) missing(*this, path);
  return std::make_unique<FileRange>(LocalFile::open(name_ + "/" + EntryPath::parse(path).text));
}

std::uint64_t FolderFiles::size(const std::string& path) const {
  if (!contains(path)) missing(*this, path);
  return LocalFile::open(name_ + "/" + EntryPath::parse(path).text)->size();
}

TarFiles::TarFiles(std::shared_ptr<const LocalFile> archive, const Limits& limits)
    : archive_(std::move(archive)) {
  FileRange bytes(archive_);
  ArchiveReader reader(bytes, ArchiveFormat::tar, archive_->name(), limits.header_bytes);
  ArchiveEntry entry;
  std::size_t name_bytes = 0;
  while (reader.next(entry)) {
    const std::string path = EntryPath::parse(entry.path).text;
    Member member{reader.position(), entry.size, std::nullopt};
    if (entry.is_hard_link) {
      member.same_as = EntryPath::parse(entry.link_target).text;
    } else if (entry.type == FileType::symlink) {
      // Old `docker save` links equal layers: "../OTHER/layer.tar", relative to the link.
      const std::string folder(EntryPath::parse(entry.path).parent());
      member.same_as = EntryPath::parse(folder + "/" + entry.link_target).text;
    } else if (entry.type != FileType::regular) {
      continue;
    }
    members_[path] = std::move(member);
    name_bytes += path.size() + entry.link_target.size();
    if (members_.size() > kMaxMembers || name_bytes > kMaxNameBytes) {
      throw Error(ErrorCode::invalid_image,
                  archive_->name() + " has too many files, or too long names: it is no saved " +
                      "image (rootfs:" + archive_->name() + " takes it as a root file system)");
    }
  }
}

const TarFiles::Member* TarFiles::find(const std::string& path) const {
  auto found = members_.find(EntryPath::parse(path).text);
  for (int links = 0; found != members_.end(); ++links) {
    if (!found->second.same_as) return &found->second;
    if (links == kMaxLinks) break;
    found = members_.find(*found->second.same_as);
  }
  return nullptr;
}

const TarFiles::Member& TarFiles::at(const std::string& path) const {
  const Member* member = find(path);
  if (member == nullptr) missing(*this, path);
  return *member;
}

std::unique_ptr<ByteSource> TarFiles::open(const std::string& path) const {
  const Member& member = at(path);
  return std::make_unique<FileRange>(archive_, member.offset, member.size);
}

std::uint64_t TarFiles::size(const std::string& path) const {
  return at(path).size;
}

}  // namespace oci2boot
