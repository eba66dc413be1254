// SPDX-License-Identifier: Apache-2.0
// Named files, in a folder or in a tar archive: what image layouts are made of.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "oci/local_file.h"
#include "oci2boot/byte_source.h"
#include "oci2boot/limits.h"

namespace oci2boot {

class FileSet {
 public:
  virtual ~FileSet() = default;

  /// The folder or archive itself, for messages.
  virtual const std::string& name() const = 0;
  /// The same without the folders it lies in.
  std::string short_name() const { return name_without_folders(name()); }
  /// Whether there is such a regular file (perhaps behind symbolic links).
  virtual bool contains(const std::string& path) const = 0;
  /// Throws Error (invalid_image) when there is no such file, or the path leads outside.
  virtual std::unique_ptr<ByteSource> open(const std::string& path) const = 0;
  /// Its bytes. Throws like open().
  virtual std::uint64_t size(const std::string& path) const = 0;
};

/// The files below a folder of the host. Symbolic links are followed wherever they lead, for
/// layouts are kept as farms of links: what is read is checked against a digest or has to be a
/// document.
class FolderFiles final : public FileSet {
 public:
  explicit FolderFiles(const std::filesystem::path& folder) : name_(folder.string()) {}

  const std::string& name() const override { return name_; }
  bool contains(const std::string& path) const override;
  std::unique_ptr<ByteSource> open(const std::string& path) const override;
  std::uint64_t size(const std::string& path) const override;

 private:
  std::string name_;
};

/// The members of a tar archive that is not packed, read at their places.
class TarFiles final : public FileSet {
 public:
  /// Reads all headers. Throws Error (invalid_image) when it is no tar archive.
  explicit TarFiles(std::shared_ptr<const LocalFile> archive, const Limits& limits = {});

  const std::string& name() const override { return archive_->name(); }
  bool contains(const std::string& path) const override { return find(path) != nullptr; }
  std::unique_ptr<ByteSource> open(const std::string& path) const override;
  std::uint64_t size(const std::string& path) const override;

 private:
  struct Member {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    std::optional<std::string> same_as;  // of a link: the other member's path
  };

  const Member* find(const std::string& path) const;
  const Member& at(const std::string& path) const;

  std::shared_ptr<const LocalFile> archive_;
  std::map<std::string, Member> members_;
};

}  // namespace oci2boot
