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

// What is smaller waits until there is as much as this,
constexpr std::size_t kWriteSize = 1U << 20;
// and what is larger goes to the place at once, from such a boundary to such a boundary.
constexpr std::size_t kLeastWhole = 32U << 10;
constexpr std::size_t kBoundary = 4096;

class ScratchPlace final : public ContentPlace {
 public:
  explicit ScratchPlace(const std::filesystem::path& folder) : fd_(open_scratch_file(folder)) {}
  ~ScratchPlace() override { close(fd_); }

  void write(std::uint64_t offset, std::span<const std::byte> bytes) override {
    write_scratch_file(fd_, bytes, offset);
  }

  void read(std::uint64_t offset, std::span<std::byte> buffer) const override {
    while (!buffer.empty()) {
      const ssize_t count = pread(fd_, buffer.data(), buffer.size(), static_cast<off_t>(offset));
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) {
        throw Error(ErrorCode::failed,
                    "cannot read back the image's files: " +
                        (count < 0 ? errno_text(errno) : std::string("the file is too short")));
      }
      buffer = buffer.subspan(static_cast<std::size_t>(count));
      offset += static_cast<std::uint64_t>(count);
    }
  }

 private:
  int fd_;
};

}  // namespace

ContentStore::ContentStore(const std::filesystem::path& folder)
    : place_(std::make_unique<ScratchPlace>(folder)) {}

ContentStore::ContentStore(std::unique_ptr<ContentPlace> place, std::uint64_t block_size,
                           std::uint64_t size)
    : place_(std::move(place)), block_size_(block_size), written_(size) {}

ContentStore::~ContentStore() = default;
ContentStore::ContentStore(ContentStore&& other) noexcept = default;

void ContentStore::begin_block() {
  const auto in_block = static_cast<std::size_t>(size() % block_size_);
  if (in_block == 0) return;
  const std::vector<std::byte> zeros(static_cast<std::size_t>(block_size_) - in_block);
  append(zeros);
}

std::uint64_t ContentStore::append(std::span<const std::byte> bytes) {
  const std::uint64_t offset = size();
  if (bytes.size() >= kLeastWhole) {
    const auto head = static_cast<std::size_t>((kBoundary - offset % kBoundary) % kBoundary);
    hold_back(bytes.first(head));
    write_pending();
    bytes = bytes.subspan(head);
    const std::span<const std::byte> whole = bytes.first(bytes.size() / kBoundary * kBoundary);
    place_->write(written_, whole);
    written_ += whole.size();
    bytes = bytes.subspan(whole.size());
  }
  hold_back(bytes);
  return offset;
}

void ContentStore::hold_back(std::span<const std::byte> bytes) {
  if (pending_.size() + bytes.size() > kWriteSize) write_pending();
  if (pending_.capacity() < kWriteSize) pending_.reserve(kWriteSize);
  pending_.insert(pending_.end(), bytes.begin(), bytes.end());
}

void ContentStore::write_pending() {
  if (pending_.empty()) return;
  place_->write(written_, pending_);
  written_ += pending_.size();
  pending_.clear();
}

void ContentStore::flush() {
  begin_block();
  write_pending();
}

void ContentStore::read(std::uint64_t offset, std::span<std::byte> buffer) const {
  if (offset > size() || buffer.size() > size() - offset) {
    throw Error(ErrorCode::failed, "a file's extent lies outside the content store");
  }
  if (offset < written_) {
    const auto in_place =
        static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), written_ - offset));
    place_->read(offset, buffer.first(in_place));
    buffer = buffer.subspan(in_place);
    offset += in_place;
  }
  if (!buffer.empty()) {
    std::memcpy(buffer.data(), pending_.data() + (offset - written_), buffer.size());
  }
}

}  // namespace oci2boot
