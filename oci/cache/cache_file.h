// SPDX-License-Identifier: Apache-2.0
// Files of the cache: opened, locked, read where they are and written at their end. Files and
// folders that are made are for their owner alone, for images may be private.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "oci/cache/cache_folder.h"

namespace oci2boot {

/// Which file it is, whatever names it has or loses. Another may get the same once it is gone.
struct FileIdentity {
  dev_t device = 0;
  ino_t number = 0;

  bool operator==(const FileIdentity&) const = default;
};

/// An open regular file. read_at() may be called while another thread writes.
class CacheFile {
 public:
  /// For reading. Null when there is no such regular file. Throws Error (failed) when it is there
  /// and cannot be opened.
  static std::shared_ptr<CacheFile> open(const std::filesystem::path& path);
  /// For reading and writing; made, with the folders above it, when it is missing. Throws Error
  /// (output_failed).
  static std::shared_ptr<CacheFile> open_or_make(const CacheFolder& cache,
                                                 const std::filesystem::path& path);
  /// The same, but null when it is missing.
  static std::shared_ptr<CacheFile> open_to_lock(const CacheFolder& cache,
                                                 const std::filesystem::path& path);
  /// A new file for writing, under a name of its own among the cache's temporaries. Throws Error
  /// (output_failed).
  static std::shared_ptr<CacheFile> make_temporary(const CacheFolder& cache);
  /// A new file without a name in `folder`. Throws Error (output_failed).
  static std::shared_ptr<CacheFile> without_name(const std::filesystem::path& folder);
  ~CacheFile();
  CacheFile(const CacheFile&) = delete;
  CacheFile& operator=(const CacheFile&) = delete;

  /// Where it was opened.
  const std::filesystem::path& path() const { return path_; }
  std::uint64_t size() const;
  FileIdentity identity() const;
  /// Whether `path` still is this very file: others may have renamed, removed or replaced it.
  bool is_at(const std::filesystem::path& path) const;
  /// Notes that it is used now, which prune goes by. A cache that is only readable stays as it is.
  void touch() const;

  /// Takes the file's lock, which ends with unlock(), this object or the process. False while
  /// another open file has it. Throws Error (output_failed) where the file system has no locks.
  bool try_lock() const;
  void unlock() const;

  /// Returns 0 at the end only. Throws Error (failed).
  std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const;
  /// Throws Error (output_failed) when the disk is full.
  void write_at(std::uint64_t offset, std::span<const std::byte> bytes) const;
  /// Makes it empty.
  void clear() const;

 private:
  CacheFile(int fd, std::filesystem::path path, std::optional<CacheFolder> cache);
  [[noreturn]] void cannot_write(int error_number) const;

  int fd_;
  std::filesystem::path path_;        // of one without a name, its folder
  std::optional<CacheFolder> cache_;  // that it is written in
};

/// Throws Error (output_failed) that names the cache, the cause and the way out.
[[noreturn]] void cannot_keep(const CacheFolder& cache, int error_number);

/// Gives `from` the name `to`, whose folder is made when it is missing. Throws Error
/// (output_failed).
void rename_into(const CacheFolder& cache, const std::filesystem::path& from,
                 const std::filesystem::path& to);

/// Writes a file that nobody sees before it is complete. Throws Error (output_failed).
void write_whole(const CacheFolder& cache, const std::filesystem::path& path,
                 std::string_view bytes);

/// The whole content of an open file; nothing when it is longer than `limit`. Throws Error
/// (failed).
std::optional<std::string> read_whole(const CacheFile& file, std::uint64_t limit);

/// The names in a folder, sorted; none when it does not exist. Throws Error (failed).
std::vector<std::string> names_in(const std::filesystem::path& folder);

}  // namespace oci2boot
