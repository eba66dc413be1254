// SPDX-License-Identifier: Apache-2.0
#include "src/image/cpio_writer.h"

#include <sys/stat.h>

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>

#include "src/image/cpio_entry.h"
#include "src/image/cpio_limits.h"

namespace oci2boot {
namespace {

constexpr std::uint64_t kArchiveBlock = 512;
constexpr std::uint64_t kPageSize = 4096;
constexpr std::array<std::byte, kArchiveBlock> kZeros{};
constexpr std::string_view kTrailer = "TRAILER!!!";

std::uint32_t mode_of(FileType type) {
  switch (type) {
    case FileType::directory:
      return S_IFDIR;
    case FileType::symlink:
      return S_IFLNK;
    case FileType::char_device:
      return S_IFCHR;
    case FileType::block_device:
      return S_IFBLK;
    case FileType::fifo:
      return S_IFIFO;
    case FileType::regular:
      break;
  }
  return S_IFREG;
}

std::string entry_name(const std::string& path) {
  if (path.empty()) return ".";
  return path == kTrailer ? "./" + path : path;
}

class CpioWriter {
 public:
  CpioWriter(const RootFilesystem& root, ByteSink& to) : root_(root), to_(to) {}

  CpioSummary write() {
    root_.tree.walk([this](const std::string& path, InodeId inode) { add(path, inode); });
    CpioHeader trailer;
    trailer.names = 1;
    begin(trailer, std::string(kTrailer));
    pad(kArchiveBlock);
    return summary_;
  }

 private:
  /// An inode that has names yet to come.
  struct Linked {
    std::uint32_t number;
    std::uint32_t names_left;
  };

  void add(const std::string& path, InodeId inode) {
    const FileTree& tree = root_.tree;
    const FileType type = tree.type(inode);
    CpioHeader header;
    header.mode = mode_of(type) | tree.permissions(inode);
    header.uid = tree.uid(inode);
    header.gid = tree.gid(inode);
    header.mtime = cpio_time(tree.mtime(inode));
    if (type == FileType::char_device || type == FileType::block_device) {
      header.device_major = tree.device(inode).major;
      header.device_minor = tree.device(inode).minor;
    }
    const bool is_last_name = number_name(header, inode);
    ++summary_.entries;
    if (type == FileType::regular && is_last_name) return add_content(header, path, inode);
    const std::string_view target =
        type == FileType::symlink ? tree.symlink_target(inode) : std::string_view();
    header.body_size = static_cast<std::uint32_t>(target.size());
    begin(header, entry_name(path));
    put(target);
    pad(4);
  }

  void add_content(CpioHeader header, const std::string& path, InodeId inode) {
    const std::uint64_t size = root_.tree.size(inode);  // below 4 GiB: check_cpio_limits()
    header.body_size = static_cast<std::uint32_t>(size);
    begin(header, entry_name(path));
    FileReader content(root_, inode);
    to_.write_from(content, size);
    summary_.archive_bytes += size;
    pad(4);
    summary_.unpacked_bytes += (size + kPageSize - 1) / kPageSize * kPageSize;
  }

  /// Sets inode number and link count; true at the inode's last name.
  bool number_name(CpioHeader& header, InodeId inode) {
    const FileType type = root_.tree.type(inode);
    const std::uint32_t names = root_.tree.links(inode);
    if (type == FileType::directory || type == FileType::symlink || names < 2) {
      header.inode = ++last_number_;
      header.names = type == FileType::directory ? 2 : 1;
      return true;
    }
    const auto [known, is_new] = linked_.try_emplace(inode, Linked{last_number_ + 1, names});
    if (is_new) ++last_number_;
    header.inode = known->second.number;
    header.names = names;
    return --known->second.names_left == 0;
  }

  void begin(CpioHeader header, const std::string& name) {
    header.name_size = static_cast<std::uint32_t>(name.size() + 1);
    const std::array bytes = cpio_header_bytes(header);
    put({bytes.data(), bytes.size()});
    put({name.c_str(), name.size() + 1});
    pad(4);
  }

  void put(std::string_view bytes) {
    to_.write(std::as_bytes(std::span(bytes)));
    summary_.archive_bytes += bytes.size();
  }

  /// With zeros, up to a multiple of `boundary` bytes of the archive.
  void pad(std::uint64_t boundary) {
    const std::uint64_t count = (boundary - summary_.archive_bytes % boundary) % boundary;
    to_.write(std::span(kZeros).first(static_cast<std::size_t>(count)));
    summary_.archive_bytes += count;
  }

  const RootFilesystem& root_;
  ByteSink& to_;
  std::unordered_map<InodeId, Linked> linked_;
  std::uint32_t last_number_ = 0;
  CpioSummary summary_;
};

}  // namespace

CpioSummary write_cpio(const RootFilesystem& root, ByteSink& to, const WarningSink& warn) {
  check_cpio_limits(root.tree, warn);
  return CpioWriter(root, to).write();
}

}  // namespace oci2boot
