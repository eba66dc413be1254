// SPDX-License-Identifier: Apache-2.0
#include "oci/sources/folder_layer.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <filesystem>
#include <memory>
#include <utility>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

/// Without symbolic links: one at the end would be taken for the root itself.
std::string real_path(const std::string& path) {
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(path, error);
  if (error) {
    throw Error(ErrorCode::not_found,
                "cannot read the folder " + path + ": " + errno_text(error.value()));
  }
  return real.string();
}

struct FreeHandle {
  void operator()(struct archive* handle) const { archive_free(handle); }
  void operator()(struct archive_entry* entry) const { archive_entry_free(entry); }
  void operator()(struct archive_entry_linkresolver* links) const {
    archive_entry_linkresolver_free(links);
  }
};

/// libarchive walks the folder and writes pax entries; what it writes is what read() gives.
class FolderLayer final : public ByteSource {
 public:
  explicit FolderLayer(const std::string& path) : root_(real_path(path)) {
    if (!disk_ || !tar_ || !entry_ || !links_) throw Error(ErrorCode::failed, "out of memory");
    archive_entry_linkresolver_set_strategy(links_.get(), ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE);
    archive_read_disk_set_symlink_physical(disk_.get());
    archive_read_disk_set_behavior(disk_.get(),
                                   ARCHIVE_READDISK_NO_FFLAGS | ARCHIVE_READDISK_NO_ACL);
    archive_write_set_format_pax(tar_.get());
    archive_write_set_bytes_per_block(tar_.get(), 0);
    // Names are bytes; without this, what is no UTF-8 would be an error.
    archive_write_set_options(tar_.get(), "hdrcharset=BINARY");
    if (archive_write_open(tar_.get(), this, nullptr, on_write, nullptr) != ARCHIVE_OK) {
      fail(tar_.get());
    }
    if (archive_read_disk_open(disk_.get(), root_.c_str()) != ARCHIVE_OK) fail(disk_.get());
  }

  std::size_t read(std::span<std::byte> buffer) override {
    while (position_ == pending_.size() && !ended_) {
      pending_.clear();
      position_ = 0;
      if (in_file_) {
        next_block();
      } else {
        next_entry();
      }
    }
    const std::size_t count = std::min(buffer.size(), pending_.size() - position_);
    std::memcpy(buffer.data(), pending_.data() + position_, count);
    position_ += count;
    return count;
  }

 private:
  static la_ssize_t on_write(struct archive* tar, void* self, const void* bytes, std::size_t size) {
    auto* layer = static_cast<FolderLayer*>(self);
    try {
      layer->pending_.append(static_cast<const char*>(bytes), size);
      return static_cast<la_ssize_t>(size);
    } catch (...) {
      layer->write_error_ = std::current_exception();
      archive_set_error(tar, ENOMEM, "out of memory");
      return -1;
    }
  }

  [[noreturn]] void fail(struct archive* handle) {
    if (write_error_) std::rethrow_exception(std::exchange(write_error_, nullptr));
    const char* text = archive_error_string(handle);
    throw Error(ErrorCode::not_found,
                "cannot read the folder " + root_ + ": " + (text != nullptr ? text : "unknown"));
  }

  void next_entry() {
    struct archive_entry* entry = entry_.get();
    archive_entry_clear(entry);
    const int result = archive_read_next_header2(disk_.get(), entry);
    if (result == ARCHIVE_EOF) {
      if (archive_write_close(tar_.get()) != ARCHIVE_OK) fail(tar_.get());
      ended_ = true;
      return;
    }
    if (result != ARCHIVE_OK) fail(disk_.get());
    archive_read_disk_descend(disk_.get());
    if (archive_entry_filetype(entry) == AE_IFSOCK) return;  // sockets mean nothing at rest
    const std::string path = archive_entry_pathname(entry);
    archive_entry_copy_pathname(entry,
                                ("." + path.substr(root_ == "/" ? 0 : root_.size())).c_str());
    write_time_as_read(entry);
    archive_entry_unset_ctime(entry);
    archive_entry_unset_atime(entry);
    archive_entry_unset_birthtime(entry);
    // With pax, a linked file is neither held back nor taken over: `entry` stays what it is.
    struct archive_entry* deferred = nullptr;
    archive_entry_linkify(links_.get(), &entry, &deferred);
    if (archive_write_header(tar_.get(), entry) < ARCHIVE_WARN) fail(tar_.get());
    in_file_ = archive_entry_filetype(entry) == AE_IFREG &&
               archive_entry_hardlink(entry) == nullptr && archive_entry_size(entry) > 0;
    written_ = 0;
  }

  /// libarchive writes seconds and nanoseconds as "S.N"; before 1970, N counts backwards there.
  /// Between -1 and 0 it cannot write the sign.
  static void write_time_as_read(struct archive_entry* entry) {
    const std::int64_t seconds = archive_entry_mtime(entry);
    const long nanoseconds = archive_entry_mtime_nsec(entry);
    if (seconds >= 0 || nanoseconds == 0) return;
    if (seconds == -1) {
      archive_entry_set_mtime(entry, -1, 0);
    } else {
      archive_entry_set_mtime(entry, seconds + 1, 1'000'000'000 - nanoseconds);
    }
  }

  void next_block() {
    const void* bytes = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int result = archive_read_data_block(disk_.get(), &bytes, &size, &offset);
    if (result == ARCHIVE_EOF) {
      if (archive_write_finish_entry(tar_.get()) != ARCHIVE_OK) fail(tar_.get());
      in_file_ = false;
      return;
    }
    if (result != ARCHIVE_OK) fail(disk_.get());
    // The pax writer takes the data of a file with holes from an unbroken stream.
    fill_to(offset);
    write(bytes, size);
  }

  void write(const void* bytes, std::size_t size) {
    if (archive_write_data(tar_.get(), bytes, size) < 0) fail(tar_.get());
    written_ += static_cast<la_int64_t>(size);
  }

  void fill_to(la_int64_t offset) {
    static constexpr std::array<char, 64U << 10> kZeros{};
    while (written_ < offset) {
      const auto missing = static_cast<std::uint64_t>(offset - written_);
      write(kZeros.data(), std::min<std::uint64_t>(missing, kZeros.size()));
    }
  }

  std::string root_;
  std::string pending_;             // written by libarchive, not yet read
  std::exception_ptr write_error_;  // kept while libarchive's C frames unwind
  std::size_t position_ = 0;
  la_int64_t written_ = 0;  // of the present file
  bool in_file_ = false;
  bool ended_ = false;

  // Last, for closing the writer adds to `pending_`.
  std::unique_ptr<struct archive, FreeHandle> disk_{archive_read_disk_new()};
  std::unique_ptr<struct archive, FreeHandle> tar_{archive_write_new()};
  std::unique_ptr<struct archive_entry, FreeHandle> entry_{archive_entry_new()};
  std::unique_ptr<struct archive_entry_linkresolver, FreeHandle> links_{
      archive_entry_linkresolver_new()};
};

}  // namespace

std::unique_ptr<ByteSource> folder_layer(const std::string& path) {
  return std::make_unique<FolderLayer>(path);
}

}  // namespace oci2boot
