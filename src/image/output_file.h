// SPDX-License-Identifier: Apache-2.0
// One file that appears under its name only when it is complete.
//
// Until then it has no name at all where the file system allows that (O_TMPFILE), so that nothing
// is left of it however the program ends. Elsewhere it is ".oci2boot-PID-N.tmp" beside the final
// name, locked while its program lives; remove_abandoned_files() takes away those that nobody
// holds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace oci2boot {

enum class OutputKind { data, executable };  ///< 0666 or 0777, less the umask

enum class Existing { refuse, replace };

class OutputFile {
 public:
  /// How the file is kept until it is published; `named` is what other file systems fall back to.
  enum class Scratch { unnamed, named };

  /// Creates the file, empty, in the folder of `path`. Throws Error (output_failed) when that
  /// folder is missing or cannot be written, when `path` is a folder or a device, and when it
  /// exists and is not to be replaced. (A symbolic link counts as existing and would itself be
  /// replaced.)
  OutputFile(std::filesystem::path path, OutputKind kind, Existing existing,
             Scratch scratch = Scratch::unnamed);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// Removes the file if it was not published.
  ~OutputFile();

  const std::filesystem::path& path() const { return path_; }

  /// "output 'PATH'", as messages about its bytes name it.
  std::string description() const;

  /// For reading and writing, as long as this object lives.
  int descriptor() const { return fd_; }

  /// Bytes of the file so far, holes and all. Throws Error (output_failed).
  std::uint64_t size() const;

  // The steps of OutputSet, when all bytes have been written.

  /// Waits until all of the file is on the host's disk. Throws Error (output_failed).
  void sync();
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

  std::filesystem::path path_;
  OutputKind kind_;
  Existing existing_;
  int fd_ = -1;
  std::filesystem::path hidden_name_;  // empty: it has none
  bool published_ = false;
};

/// The folder that holds `path`, "." for a bare name.
std::filesystem::path folder_of(const std::filesystem::path& path);

/// Removes what programs that were killed have left in `folder`: hidden files of this user that no
/// running program holds. Does nothing where that is not possible.
void remove_abandoned_files(const std::filesystem::path& folder) noexcept;

}  // namespace oci2boot
