// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/archive_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "oci/ar_reader.h"
#include "oci/cpio_reader.h"
#include "oci/tar/tar_reader.h"

namespace oci2boot {

namespace {

std::unique_ptr<ArchiveReader::State> open_archive(ByteSource& source, ArchiveFormat format,
                                                   std::string what, std::uint64_t header_bytes) {
  switch (format) {
    case ArchiveFormat::ar:
      return std::make_unique<ArReader>(source, std::move(what));
    case ArchiveFormat::cpio:
      return std::make_unique<CpioReader>(source, std::move(what));
    case ArchiveFormat::tar:
      break;
  }
  return std::make_unique<TarReader>(source, std::move(what), header_bytes);
}

}  // namespace

ArchiveReader::ArchiveReader(ByteSource& source, ArchiveFormat format, std::string what,
                             std::uint64_t header_bytes)
    : state_(open_archive(source, format, std::move(what), header_bytes)) {}

ArchiveReader::~ArchiveReader() = default;

bool ArchiveReader::next(ArchiveEntry& entry) {
  return state_->next(entry);
}

bool ArchiveReader::read_block(Block& block) {
  return state_->read_block(block);
}

std::uint64_t ArchiveReader::size() const {
  return state_->size();
}

std::uint64_t ArchiveReader::position() const {
  return state_->position();
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
