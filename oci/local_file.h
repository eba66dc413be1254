// SPDX-License-Identifier: Apache-2.0
// Files of the host that are read, never written, and parts of them as streams.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "oci2boot/byte_source.h"
#include "oci2boot/limits.h"

namespace oci2boot {

/// The last part of a path of the host, a file's or a folder's: what it is called wherever it lies.
std::string name_without_folders(const std::string& path);

/// An open regular file. Several streams may read it at once.
class LocalFile {
 public:
  /// Throws Error (not_found) when it is missing or cannot be read, or is no regular file.
  static std::shared_ptr<const LocalFile> open(const std::filesystem::path& path);
  /// Standard input itself, when it is a file that can be read at any place; nothing otherwise.
  static std::shared_ptr<const LocalFile> standard_input();
  /// Everything that `source` gives, as Spool keeps it.
  static std::shared_ptr<const LocalFile> spool(ByteSource& source,
                                                const std::filesystem::path& scratch_folder,
                                                std::string name, const Limits& limits = {});
  ~LocalFile();
  LocalFile(const LocalFile&) = delete;
  LocalFile& operator=(const LocalFile&) = delete;

  const std::string& name() const { return name_; }
  std::uint64_t size() const { return size_; }
  /// Returns 0 at the end only.
  std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const;

 private:
  friend class Spool;
  LocalFile(int fd, std::uint64_t size, std::string name);

  int fd_;
  std::uint64_t size_;
  std::string name_;
};

/// Takes bytes in order into a temporary file without a name, to be read at any place afterwards.
class Spool {
 public:
  Spool(const std::filesystem::path& scratch_folder, std::string name, const Limits& limits = {});

  /// Throws Error: output_failed when the disk is full, invalid_image beyond `limits`.
  void append(std::span<const std::byte> bytes);

  /// The file; nothing may be appended any more.
  std::shared_ptr<const LocalFile> finish() { return std::move(file_); }

 private:
  std::shared_ptr<LocalFile> file_;
  std::uint64_t most_bytes_;
};

/// A part of a file as a stream.
class FileRange final : public ByteSource {
 public:
  FileRange(std::shared_ptr<const LocalFile> file, std::uint64_t offset, std::uint64_t size);
  explicit FileRange(std::shared_ptr<const LocalFile> file);

  std::size_t read(std::span<std::byte> buffer) override;
  std::uint64_t skip(std::uint64_t count) override;

 private:
  std::shared_ptr<const LocalFile> file_;
  std::uint64_t offset_;
  std::uint64_t left_;
};

/// Standard input as a stream.
class StandardInput final : public ByteSource {
 public:
  std::size_t read(std::span<std::byte> buffer) override;
};

}  // namespace oci2boot
