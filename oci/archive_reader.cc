// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/archive_reader.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>
#include <limits>
#include <string_view>
#include <utility>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {
constexpr std::size_t kReadSize = 256U << 10;
constexpr std::uint64_t kTarBlock = 512;
}  // namespace

struct ArchiveReader::State {
  State(ByteSource& source_in, ArchiveFormat format_in, std::string what_in)
      : source(source_in), format(format_in), what(std::move(what_in)), buffer(kReadSize) {}
  ~State() { archive_read_free(handle); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void open();
  la_ssize_t refill();
  [[noreturn]] void fail();

  static la_ssize_t on_read(struct archive* handle, void* self, const void** bytes);
  static la_int64_t on_skip(struct archive* handle, void* self, la_int64_t count);

  ByteSource& source;
  ArchiveFormat format;
  std::string what;
  std::vector<std::byte> buffer;
  struct archive* handle = archive_read_new();
  struct archive_entry* entry = nullptr;
  std::exception_ptr source_error;  // kept while libarchive's C frames unwind
  std::uint64_t total = 0;          // bytes that the source gave
  std::uint64_t size = 0;           // of the present entry
  std::uint64_t data_end = 0;       // where its data ends in the source, as far as is known
  bool opened = false;
};

void ArchiveReader::State::open() {
  opened = true;
  if (handle == nullptr) throw Error(ErrorCode::failed, "out of memory");
  if (format == ArchiveFormat::tar) {
    archive_read_support_format_tar(handle);
    archive_read_support_format_empty(handle);
  } else {
    archive_read_support_format_ar(handle);
  }
  if (archive_read_open2(handle, this, nullptr, on_read, on_skip, nullptr) != ARCHIVE_OK) fail();
}

la_int64_t ArchiveReader::State::on_skip(struct archive* /*handle*/, void* self, la_int64_t count) {
  auto* state = static_cast<State*>(self);
  try {
    const std::uint64_t skipped = state->source.skip(static_cast<std::uint64_t>(count));
    state->total += skipped;
    return static_cast<la_int64_t>(skipped);
  } catch (...) {
    // libarchive adds up what this returns, an error's number too, and would try for ever: nothing
    // was skipped, and the read that follows fails.
    state->source_error = std::current_exception();
    return 0;
  }
}

la_ssize_t ArchiveReader::State::on_read(struct archive* handle, void* self, const void** bytes) {
  auto* state = static_cast<State*>(self);
  if (state->source_error) {
    archive_set_error(handle, EIO, "the source failed");
    return ARCHIVE_FATAL;
  }
  try {
    *bytes = state->buffer.data();
    return state->refill();
  } catch (...) {
    state->source_error = std::current_exception();
    archive_set_error(handle, EIO, "the source failed");
    return ARCHIVE_FATAL;
  }
}

la_ssize_t ArchiveReader::State::refill() {
  std::size_t count = source.read(buffer);
  if (count == 0 && format == ArchiveFormat::tar && total >= data_end && total % kTarBlock != 0) {
    // Some builders do not pad the last entry to a whole block; libarchive insists on it. Only
    // behind an entry's data: a file whose own bytes end too early stays an error.
    count = static_cast<std::size_t>(kTarBlock - total % kTarBlock);
    std::memset(buffer.data(), 0, count);
  }
  total += count;
  return static_cast<la_ssize_t>(count);
}

void ArchiveReader::State::fail() {
  if (source_error) std::rethrow_exception(std::exchange(source_error, nullptr));
  const char* text = archive_error_string(handle);
  const char* name = format == ArchiveFormat::tar ? "tar" : "ar";
  if (text != nullptr && std::strcmp(text, "Unrecognized archive format") == 0) {
    throw Error(ErrorCode::invalid_image, what + " is not a " + name + " archive");
  }
  throw Error(ErrorCode::invalid_image,
              what + " is a damaged " + name + " archive" +
                  (text != nullptr ? std::string(" (") + text + ")" : ""));
}

ArchiveReader::ArchiveReader(ByteSource& source, ArchiveFormat format, std::string what)
    : state_(std::make_unique<State>(source, format, std::move(what))) {}

ArchiveReader::~ArchiveReader() = default;

namespace {

std::string text_or_empty(const char* text) {
  return text != nullptr ? text : std::string();
}

std::optional<FileType> type_of(struct archive_entry* entry) {
  switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
      return FileType::regular;
    case AE_IFDIR:
      return FileType::directory;
    case AE_IFLNK:
      return FileType::symlink;
    case AE_IFCHR:
      return FileType::char_device;
    case AE_IFBLK:
      return FileType::block_device;
    case AE_IFIFO:
      return FileType::fifo;
    default:
      return std::nullopt;
  }
}

void read_xattrs(struct archive_entry* entry, std::vector<Xattr>& xattrs) {
  xattrs.clear();
  archive_entry_xattr_reset(entry);
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  while (archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK) {
    xattrs.push_back({text_or_empty(name), std::string(static_cast<const char*>(value), size)});
  }
}

Timestamp mtime_of(struct archive_entry* entry) {
  const std::int64_t seconds = archive_entry_mtime(entry);
  const auto nanoseconds = static_cast<std::uint32_t>(archive_entry_mtime_nsec(entry));
  // libarchive reads pax's "-1.5" as -1 s and 500 ms that count backwards from there.
  if (seconds >= 0 || nanoseconds == 0) return {seconds, nanoseconds};
  return {seconds - (seconds == std::numeric_limits<std::int64_t>::min() ? 0 : 1),
          1'000'000'000 - nanoseconds};
}

void convert(struct archive_entry* from, ArchiveEntry& to) {
  to.path = text_or_empty(archive_entry_pathname(from));
  const char* hard_link = archive_entry_hardlink(from);
  to.is_hard_link = hard_link != nullptr;
  to.type = to.is_hard_link ? std::nullopt : type_of(from);
  to.link_target =
      to.is_hard_link ? std::string(hard_link) : text_or_empty(archive_entry_symlink(from));
  to.permissions = static_cast<std::uint16_t>(archive_entry_perm(from) & 07777U);
  to.uid = archive_entry_uid(from);
  to.gid = archive_entry_gid(from);
  to.mtime = mtime_of(from);
  to.device_major = archive_entry_rdevmajor(from);
  to.device_minor = archive_entry_rdevminor(from);
  to.size = static_cast<std::uint64_t>(std::max<la_int64_t>(archive_entry_size(from), 0));
  read_xattrs(from, to.xattrs);
}

/// Warnings about text that the C locale cannot show (the bytes themselves are there), and about
/// ACLs in a form that engines do not read either. Any other means that a header was left out.
bool is_harmless(const char* warning) {
  const std::string_view text = warning != nullptr ? warning : "";
  return text.find("convert") != text.npos || text.find("ACL") != text.npos;
}

}  // namespace

bool ArchiveReader::next(ArchiveEntry& entry) {
  State& state = *state_;
  if (!state.opened) state.open();
  const int result = archive_read_next_header(state.handle, &state.entry);
  if (state.source_error) state.fail();
  if (result == ARCHIVE_EOF) return false;
  if (result == ARCHIVE_WARN && !is_harmless(archive_error_string(state.handle))) state.fail();
  if (result != ARCHIVE_OK && result != ARCHIVE_WARN) state.fail();
  convert(state.entry, entry);
  state.size = entry.size;
  state.data_end = position() + entry.size;
  return true;
}

bool ArchiveReader::read_block(Block& block) {
  State& state = *state_;
  const void* bytes = nullptr;
  std::size_t size = 0;
  la_int64_t offset = 0;
  do {
    const int result = archive_read_data_block(state.handle, &bytes, &size, &offset);
    if (result == ARCHIVE_EOF) return false;
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) state.fail();
  } while (size == 0);
  block = {static_cast<std::uint64_t>(offset), {static_cast<const std::byte*>(bytes), size}};
  // A sparse file takes less room than its size says: with its last piece, its data has ended.
  if (block.offset + size >= state.size) state.data_end = 0;
  return true;
}

std::uint64_t ArchiveReader::size() const {
  return state_->size;
}

std::uint64_t ArchiveReader::position() const {
  return static_cast<std::uint64_t>(archive_filter_bytes(state_->handle, -1));
}

std::size_t EntrySource::read(std::span<std::byte> buffer) {
  if (block_.bytes.empty() && !reader_.read_block(block_)) {
    block_ = {reader_.size(), {}};  // what is left is a hole
    if (position_ >= block_.offset) return 0;
  }
  if (position_ < block_.offset) {
    const auto hole =
        static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), block_.offset - position_));
    std::memset(buffer.data(), 0, hole);
    position_ += hole;
    return hole;
  }
  const std::size_t count = std::min(buffer.size(), block_.bytes.size());
  std::memcpy(buffer.data(), block_.bytes.data(), count);
  block_.bytes = block_.bytes.subspan(count);
  block_.offset += count;
  position_ += count;
  return count;
}

}  // namespace oci2boot
