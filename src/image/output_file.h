// SPDX-License-Identifier: Apache-2.0
// One file that appears under its name only when it is complete.
//
// Until then it has no name at all where the file system allows that (O_TMPFILE), so that nothing
// is left of it however the program ends. Elsewhere it is ".oci2boot-PID-N.tmp" beside the final
// name, locked while its program lives; remove_abandoned_files() takes away those that nobody
// holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "oci2boot/digest.h"
#include "oci2boot/hasher.h"
#include "src/image/byte_sink.h"

namespace oci2boot {

enum class OutputKind { data, executable };  ///< 0666 or 0777, less the umask

enum class Existing { refuse, replace };

class OutputFile final : public ByteSink {
 public:
  /// How the file is kept until it is published; `named` is what other file systems fall back to.
  enum class Scratch { unnamed, named };

  /// Creates the file in the folder of `path`. Throws Error (output_failed) when that folder is
  /// missing or cannot be written, when `path` is a folder or a device, and when it exists and is
  /// not to be replaced. (A symbolic link counts as existing and would itself be replaced.)
  OutputFile(std::filesystem::path path, OutputKind kind, Existing existing,
             Scratch scratch = Scratch::unnamed);

  /// Removes the file if it was not published.
  ~OutputFile() override;

  /// Throws Error (output_failed), also when the disk is full.
  void write(std::span<const std::byte> bytes) override;

  /// Writes what is left and waits until all of it is on disk.
  void finish() override;

  const std::filesystem::path& path() const { return path_; }
  std::uint64_t size() const { return size_; }
  /// SHA-256 of the bytes. Only after finish().
  const Digest& digest() const { return *digest_; }

  // The three steps of OutputSet, after finish().

  /// Does what may still fail, so that publish() hardly can: with Existing::replace the file gets
  /// its hidden name.
  void prepare();
  /// Gives the file its final name. Throws Error (output_failed), also when, with
  /// Existing::refuse, something has that name by now.
  void publish();
  /// Takes the final name away again, where publish() has not replaced anything.
  void withdraw() noexcept;

 private:
  void open(Scratch scratch);
  void open_named();
  void link_to_hidden_name();
  void write_pending();

  std::filesystem::path path_;
  OutputKind kind_;
  Existing existing_;
  int fd_ = -1;
  std::filesystem::path hidden_name_;  // empty: it has none
  bool published_ = false;
  std::uint64_t size_ = 0;
  std::vector<std::byte> pending_;
  Hasher hasher_;
  std::optional<Digest> digest_;
};

/// The folder that holds `path`, "." for a bare name.
std::filesystem::path folder_of(const std::filesystem::path& path);

/// Removes what programs that were killed have left in `folder`: hidden files of this user that no
/// running program holds. Does nothing where that is not possible.
void remove_abandoned_files(const std::filesystem::path& folder) noexcept;

}  // namespace oci2boot
