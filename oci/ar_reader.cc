// SPDX-License-Identifier: Apache-2.0
#include "oci/ar_reader.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {
constexpr std::size_t kReadSize = 64U << 10;
}

ArReader::ArReader(ByteSource& source, std::string what)
    : source_(source), what_(std::move(what)), buffer_(kReadSize), handle_(archive_read_new()) {}

ArReader::~ArReader() {
  archive_read_free(handle_);
}

void ArReader::open() {
  opened_ = true;
  if (handle_ == nullptr) throw Error(ErrorCode::failed, "out of memory");
  archive_read_support_format_ar(handle_);
  if (archive_read_open(handle_, this, nullptr, on_read, nullptr) != ARCHIVE_OK) fail();
}

long ArReader::on_read(archive* handle, void* self, const void** bytes) noexcept {
  auto* reader = static_cast<ArReader*>(self);
  try {
    *bytes = reader->buffer_.data();
    return static_cast<long>(reader->source_.read(reader->buffer_));
  } catch (...) {
    reader->source_error_ = std::current_exception();
    archive_set_error(handle, EIO, "the source failed");
    return ARCHIVE_FATAL;
  }
}

void ArReader::fail() {
  if (source_error_) std::rethrow_exception(std::exchange(source_error_, nullptr));
  const char* text = archive_error_string(handle_);
  if (text != nullptr && std::strcmp(text, "Unrecognized archive format") == 0) {
    throw Error(ErrorCode::invalid_image, what_ + " is not an ar archive");
  }
  throw Error(
      ErrorCode::invalid_image,
      what_ + " is a damaged ar archive" + (text != nullptr ? std::string(" (") + text + ")" : ""));
}

bool ArReader::next(ArchiveEntry& entry) {
  if (!opened_) open();
  archive_entry* member = nullptr;
  const int result = archive_read_next_header(handle_, &member);
  if (source_error_) fail();
  if (result == ARCHIVE_EOF) return false;
  if (result != ARCHIVE_OK) fail();
  const char* path = archive_entry_pathname(member);
  entry = {};
  entry.path = path != nullptr ? path : "";
  entry.type = FileType::regular;
  entry.permissions = static_cast<std::uint16_t>(archive_entry_perm(member) & 07777U);
  entry.uid = archive_entry_uid(member);
  entry.gid = archive_entry_gid(member);
  entry.mtime = {archive_entry_mtime(member), 0};
  entry.size = static_cast<std::uint64_t>(std::max<la_int64_t>(archive_entry_size(member), 0));
  size_ = entry.size;
  return true;
}

bool ArReader::read_block(ArchiveReader::Block& block) {
  const void* bytes = nullptr;
  std::size_t size = 0;
  la_int64_t offset = 0;
  do {
    const int result = archive_read_data_block(handle_, &bytes, &size, &offset);
    if (result == ARCHIVE_EOF) return false;
    if (result != ARCHIVE_OK) fail();
  } while (size == 0);
  block = {static_cast<std::uint64_t>(offset), {static_cast<const std::byte*>(bytes), size}};
  return true;
}

std::uint64_t ArReader::position() const {
  return static_cast<std::uint64_t>(archive_filter_bytes(handle_, -1));
}

}  // namespace oci2boot
