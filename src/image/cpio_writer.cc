// SPDX-License-Identifier: Apache-2.0
#include "src/image/cpio_writer.h"

#include <archive.h>
#include <archive_entry.h>

#include <exception>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "oci2boot/error.h"
#include "src/image/cpio_limits.h"

namespace oci2boot {
namespace {

constexpr int kWriteSize = 128 << 10;
constexpr int kPadding = 512;
constexpr std::size_t kReadSize = std::size_t{256} << 10;
constexpr std::uint64_t kPageSize = 4096;

/// The end of libarchive's output. A failure stays here, to be looked for after every call: it must
/// not cross C as an exception, and libarchive, were it told, would not free what it holds.
struct Outlet {
  ByteSink& to;
  std::uint64_t written = 0;
  bool closed = false;  // what still comes is dropped
  std::exception_ptr failure{};
};

la_ssize_t write_to_outlet(struct archive* /*archive*/, void* outlet_pointer, const void* bytes,
                           std::size_t size) noexcept {
  Outlet& outlet = *static_cast<Outlet*>(outlet_pointer);
  if (!outlet.closed) {
    try {
      outlet.to.write({static_cast<const std::byte*>(bytes), size});
      outlet.written += size;
    } catch (...) {
      outlet.failure = std::current_exception();
      outlet.closed = true;
    }
  }
  return static_cast<la_ssize_t>(size);
}

/// libarchive's newc writer on a sink. The names it is given are bytes: without the option
/// "hdrcharset" libarchive copies what archive_entry_copy_pathname() received, whatever the locale.
class NewcArchive {
 public:
  explicit NewcArchive(ByteSink& to) : outlet_{to}, archive_(archive_write_new()) {
    if (archive_ == nullptr) throw Error(ErrorCode::failed, "cpio: out of memory");
    check(archive_write_set_format_cpio_newc(archive_));
    check(archive_write_set_bytes_per_block(archive_, kWriteSize));
    check(archive_write_set_bytes_in_last_block(archive_, kPadding));
    check(archive_write_open(archive_, &outlet_, nullptr, &write_to_outlet, nullptr));
  }
  ~NewcArchive() {
    outlet_.closed = true;  // freeing an archive that was not closed writes its end
    archive_write_free(archive_);
  }
  NewcArchive(const NewcArchive&) = delete;
  NewcArchive& operator=(const NewcArchive&) = delete;

  void begin(archive_entry* entry) { check(archive_write_header(archive_, entry)); }

  void write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const la_ssize_t taken = archive_write_data(archive_, bytes.data(), bytes.size());
      check(taken > 0 ? ARCHIVE_OK : ARCHIVE_FATAL);
      bytes = bytes.subspan(static_cast<std::size_t>(taken));
    }
  }

  /// Returns the archive's size.
  std::uint64_t close() {
    check(archive_write_close(archive_));
    return outlet_.written;
  }

 private:
  void check(int result) {
    if (outlet_.failure) std::rethrow_exception(outlet_.failure);
    if (result == ARCHIVE_OK) return;
    const char* const reason = archive_error_string(archive_);
    throw Error(ErrorCode::failed,
                std::string("cpio: ") + (reason != nullptr ? reason : "libarchive failed"));
  }

  Outlet outlet_;
  struct archive* archive_;
};

unsigned entry_type(FileType type) {
  switch (type) {
    case FileType::directory:
      return AE_IFDIR;
    case FileType::symlink:
      return AE_IFLNK;
    case FileType::char_device:
      return AE_IFCHR;
    case FileType::block_device:
      return AE_IFBLK;
    case FileType::fifo:
      return AE_IFIFO;
    case FileType::regular:
      break;
  }
  return AE_IFREG;
}

std::string entry_name(const std::string& path) {
  if (path.empty()) return ".";
  return path == "TRAILER!!!" ? "./" + path : path;
}

class CpioWriter {
 public:
  CpioWriter(const RootFilesystem& root, ByteSink& to)
      : root_(root),
        archive_(to),
        entry_(archive_entry_new(), &archive_entry_free),
        buffer_(kReadSize) {
    if (!entry_) throw Error(ErrorCode::failed, "cpio: out of memory");
  }

  CpioSummary write() {
    root_.tree.walk([this](const std::string& path, InodeId inode) { add(path, inode); });
    summary_.archive_bytes = archive_.close();
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
    archive_entry* const entry = archive_entry_clear(entry_.get());
    archive_entry_copy_pathname(entry, entry_name(path).c_str());
    archive_entry_set_filetype(entry, entry_type(type));
    archive_entry_set_perm(entry, tree.permissions(inode));
    archive_entry_set_uid(entry, tree.uid(inode));
    archive_entry_set_gid(entry, tree.gid(inode));
    archive_entry_set_mtime(entry, cpio_time(tree.mtime(inode)), 0);
    if (type == FileType::symlink) {
      archive_entry_copy_symlink(entry, std::string(tree.symlink_target(inode)).c_str());
    } else if (type == FileType::char_device || type == FileType::block_device) {
      archive_entry_set_rdevmajor(entry, tree.device(inode).major);
      archive_entry_set_rdevminor(entry, tree.device(inode).minor);
    }
    const bool carries_content = number_name(entry, inode) && type == FileType::regular;
    const std::uint64_t size = carries_content ? tree.size(inode) : 0;
    archive_entry_set_size(entry, static_cast<la_int64_t>(size));
    archive_.begin(entry);
    if (size != 0) write_content(inode);

    ++summary_.entries;
    summary_.unpacked_bytes += (size + kPageSize - 1) / kPageSize * kPageSize;
  }

  /// Sets inode number and link count; true at the inode's last name.
  bool number_name(archive_entry* entry, InodeId inode) {
    const FileType type = root_.tree.type(inode);
    const std::uint32_t names = root_.tree.links(inode);
    if (type == FileType::directory || type == FileType::symlink || names < 2) {
      archive_entry_set_ino64(entry, ++last_number_);
      archive_entry_set_nlink(entry, type == FileType::directory ? 2 : 1);
      return true;
    }
    const auto [known, is_new] = linked_.try_emplace(inode, Linked{last_number_ + 1, names});
    if (is_new) ++last_number_;
    archive_entry_set_ino64(entry, known->second.number);
    archive_entry_set_nlink(entry, names);
    return --known->second.names_left == 0;
  }

  void write_content(InodeId inode) {
    FileReader reader(root_, inode);
    while (const std::size_t size = reader.read(buffer_)) {
      archive_.write(std::span(buffer_).first(size));
    }
  }

  const RootFilesystem& root_;
  NewcArchive archive_;
  std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry_;
  std::vector<std::byte> buffer_;
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
