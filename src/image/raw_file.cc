// SPDX-License-Identifier: Apache-2.0
#include "src/image/raw_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include "src/image/read_fully.h"
#include "src/image/write_fully.h"
#include "src/image/zero_runs.h"

namespace oci2boot {
namespace {

constexpr std::uint64_t kZerosAtOnce = std::uint64_t{1} << 20;

/// A file system, or a kind of file on it, that has no holes.
bool lacks_holes(int error_number) {
  return error_number == EOPNOTSUPP || error_number == ENOSYS || error_number == EINVAL;
}

}  // namespace

RawFile::RawFile(int fd, std::string what, Keep keep)
    : fd_(fd),
      what_(std::move(what)),
      write_behind_(keep == Keep::yes ? std::make_unique<WriteBehind>(fd, what_) : nullptr) {}

void RawFile::settle() const {
  if (write_behind_) write_behind_->settle();
}

void RawFile::read(std::uint64_t offset, std::span<std::byte> buffer) const {
  settle();
  read_fully_at(fd_, offset, buffer, what_);
}

std::optional<BlockSource::Range> RawFile::next_data(std::uint64_t offset) const {
  settle();
  return next_data_of(fd_, offset, size_);
}

void RawFile::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const ZeroRun zeros = next_zero_run(bytes, static_cast<std::size_t>(offset % 4096), at);
    if (zeros.begin != at) write_data(offset + at, bytes.subspan(at, zeros.begin - at));
    if (zeros.length != 0) make_zeros({offset + zeros.begin, zeros.length});
    at = zeros.begin + zeros.length;
  }
  size_ = std::max(size_, offset + bytes.size());
}

void RawFile::write_data(std::uint64_t offset, std::span<const std::byte> bytes) {
  if (write_behind_) {
    write_behind_->write(offset, bytes);
  } else {
    write_fully_at(fd_, offset, bytes, what_);
  }
  size_ = std::max(size_, offset + bytes.size());
}

void RawFile::discard(Range range) {
  make_zeros(range);
}

void RawFile::make_zeros(Range range) {
  // What lies behind the end is a hole already.
  if (range.offset >= size_) return;
  range.length = std::min(range.length, size_ - range.offset);
  if (range.length == 0) return;
  settle();
  if (can_punch_) {
    if (::fallocate(fd_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                    static_cast<off_t>(range.offset), static_cast<off_t>(range.length)) == 0) {
      return;
    }
    if (!lacks_holes(errno)) throw_write_error(errno, what_);
    can_punch_ = false;
  }
  write_zeros(range);
}

void RawFile::write_zeros(Range range) {
  const std::vector<std::byte> zeros(
      static_cast<std::size_t>(std::min(range.length, kZerosAtOnce)));
  while (range.length != 0) {
    const std::uint64_t piece = std::min<std::uint64_t>(range.length, zeros.size());
    write_fully_at(fd_, range.offset, std::span(zeros).first(static_cast<std::size_t>(piece)),
                   what_);
    range.offset += piece;
    range.length -= piece;
  }
}

void RawFile::finish(std::uint64_t size) {
  settle();
  if (::ftruncate(fd_, static_cast<off_t>(size)) != 0) throw_write_error(errno, what_);
  size_ = size;
  write_behind_.reset();
}

}  // namespace oci2boot
