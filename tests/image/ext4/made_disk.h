// SPDX-License-Identifier: Apache-2.0
// A disk with an ext4 file system that Ext4Image makes in a file, for the host's tools to judge.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci2boot/error.h"
#include "src/image/ext4/ext4_image.h"
#include "src/image/raw_file.h"
#include "tests/support/host_tools.h"
#include "tests/support/sample_root.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {

/// Remembers what was done to the disk behind it, and fails when it is told to.
class WatchedDisk final : public BlockFile {
 public:
  explicit WatchedDisk(BlockFile& disk) : disk_(disk) {}

  std::uint64_t size() const override { return disk_.size(); }
  void read(std::uint64_t offset, std::span<std::byte> buffer) const override {
    disk_.read(offset, buffer);
  }
  std::optional<Range> next_data(std::uint64_t offset) const override {
    return disk_.next_data(offset);
  }
  void write(std::uint64_t offset, std::span<const std::byte> bytes) override {
    if (writes.size() == failing_write) throw Error(ErrorCode::output_failed, "the disk is full");
    writes.push_back({offset, bytes.size()});
    disk_.write(offset, bytes);
  }
  void discard(Range range) override {
    discards.push_back(range);
    disk_.discard(range);
  }
  void finish(std::uint64_t size) override { disk_.finish(size); }

  std::vector<Range> writes;
  std::vector<Range> discards;
  std::size_t failing_write = SIZE_MAX;

 private:
  BlockFile& disk_;
};

inline Ext4Identity test_identity() {
  Ext4Identity identity;
  for (std::uint8_t i = 0; i < 16; ++i) {
    identity.uuid[i] = static_cast<std::uint8_t>(17 * i + 3);
    identity.hash_seed[i] = static_cast<std::uint8_t>(29 * i + 1);
  }
  identity.label = "oci-0123456789ab";
  identity.time = {1'600'000'000, 0};
  return identity;
}

class MadeDisk {
 public:
  explicit MadeDisk(DiskSize size = {})
      : fd_(open(path().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)),
        raw_(fd_, "the disk", RawFile::Keep::no),
        disk(raw_),
        image(disk, size),
        root(image.contents()) {
    root.tree.set_metadata(FileTree::kRoot, metadata(0755));
  }
  ~MadeDisk() { close(fd_); }
  MadeDisk(const MadeDisk&) = delete;
  MadeDisk& operator=(const MadeDisk&) = delete;

  std::string path() const { return folder_ / "disk.img"; }

  InodeId add_file(std::string_view name, std::string_view bytes) {
    return write_file(root, FileTree::kRoot, name, metadata(0644), bytes);
  }

  /// A file of `blocks` blocks that begin with its name; the same every time.
  InodeId add_blocks(const std::string& name, std::size_t blocks) {
    return add_file(name, blocks_of(name, blocks));
  }
  static std::string blocks_of(const std::string& name, std::size_t blocks) {
    std::string bytes;
    for (std::size_t i = 0; i < blocks; ++i) {
      std::string block = "<" + name + " " + std::to_string(i) + ">";
      block.resize(4096, 'x');
      bytes += block;
    }
    return bytes;
  }

  Ext4Summary finish() { return image.finish(root, test_identity(), ignore_warnings); }

  /// "" when e2fsck finds nothing to say, else all that it says.
  std::string complaints() const {
    const Outcome outcome =
        run_shell("PATH=$PATH:/usr/sbin:/sbin e2fsck -fn " + sh_word(path()) + " 2>&1");
    std::istringstream lines(outcome.output);
    bool strange = outcome.status != 0;
    for (std::string line; std::getline(lines, line);) {
      strange |= !line.starts_with("e2fsck ") && !line.starts_with("Pass ") &&
                 !line.starts_with("oci-0123456789ab: ");
    }
    return strange ? outcome.output : "";
  }

  /// What debugfs answers to one command.
  std::string debugfs(const std::string& command) const {
    return run_shell("PATH=$PATH:/usr/sbin:/sbin debugfs -R " + sh_word(command) + " " +
                     sh_word(path()) + " 2>/dev/null")
        .output;
  }

  /// All its files as debugfs reads them, in a folder of the host.
  std::filesystem::path dumped() const {
    const std::string folder = folder_ / "dumped";
    std::filesystem::create_directory(folder);
    debugfs("rdump / " + folder);
    return folder;
  }

  /// What dumpe2fs tells under a name: "Block count".
  std::string superblock(const std::string& field) const {
    const std::string text = "\n" + run_shell("PATH=$PATH:/usr/sbin:/sbin dumpe2fs -h " +
                                              sh_word(path()) + " 2>/dev/null")
                                        .output;
    const std::size_t at = text.find("\n" + field + ":");
    if (at == std::string::npos) return "";
    const std::size_t value = text.find_first_not_of(' ', at + field.size() + 2);
    return text.substr(value, text.find('\n', value) - value);
  }

  std::string bytes() const { return read_host_file(path()); }

 private:
  TemporaryFolder folder_;
  int fd_;
  RawFile raw_;

 public:
  WatchedDisk disk;
  Ext4Image image;
  RootFilesystem root;
};

}  // namespace oci2boot
