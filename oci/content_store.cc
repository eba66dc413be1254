// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/content_store.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "oci/scratch_file.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr std::size_t kWriteSize = 1U << 20;

}  // namespace

ContentStore::ContentStore(const std::filesystem::path& folder) : fd_(open_scratch_file(folder)) {}

ContentStore::~ContentStore() {
  if (fd_ >= 0) close(fd_);
}

ContentStore::ContentStore(ContentStore&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      written_(other.written_),
      pending_(std::move(other.pending_)) {}

std::uint64_t ContentStore::append(std::span<const std::byte> bytes) {
  const std::uint64_t offset = size();
  if (pending_.size() + bytes.size() > kWriteSize) {
    write_pending();
    if (bytes.size() >= kWriteSize) {
      write_scratch_file(fd_, bytes, written_);
      written_ += bytes.size();
      return offset;
    }
  }
  if (pending_.capacity() < kWriteSize) pending_.reserve(kWriteSize);
  pending_.insert(pending_.end(), bytes.begin(), bytes.end());
  return offset;
}

void ContentStore::write_pending() {
  write_scratch_file(fd_, pending_, written_);
  written_ += pending_.size();
  pending_.clear();
}

void ContentStore::read(std::uint64_t offset, std::span<std::byte> buffer) const {
  while (!buffer.empty() && offset < written_) {
    const std::size_t wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), written_ - offset));
    const ssize_t count = pread(fd_, buffer.data(), wanted, static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      throw Error(ErrorCode::failed,
                  "cannot read back the image's files: " +
                      (count < 0 ? errno_text(errno) : std::string("the file is too short")));
    }
    buffer = buffer.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  if (buffer.empty()) return;
  if (offset + buffer.size() > size()) {
    throw Error(ErrorCode::failed, "a file's extent lies outside the content store");
  }
  std::memcpy(buffer.data(), pending_.data() + (offset - written_), buffer.size());
}

}  // namespace oci2boot
