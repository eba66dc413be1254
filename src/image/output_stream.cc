// SPDX-License-Identifier: Apache-2.0
#include "src/image/output_stream.h"

#include <utility>

#include "src/image/write_fully.h"

namespace oci2boot {

OutputStream::OutputStream(OutputFile& file)
    : file_(file), buffer_(std::make_unique<WriteBuffer>()), hashing_(1) {}

void OutputStream::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    pass_on_full();
    const std::size_t count = buffer_->append(bytes);
    size_ += count;
    bytes = bytes.subspan(count);
  }
}

void OutputStream::write_from(ByteSource& source, std::uint64_t count) {
  while (count != 0) {
    pass_on_full();
    const std::size_t part = read_some(source, buffer_->room(), count).size();
    buffer_->grow(part);
    size_ += part;
    count -= part;
  }
}

void OutputStream::pass_on_full() {
  if (!buffer_->room().empty()) return;
  if (!writer_) writer_ = std::make_unique<WriteBehind>(file_.descriptor(), file_.description());
  Buffer free = under_way_.valid() ? under_way_.get() : std::make_unique<WriteBuffer>();
  free->begin_at(size_);
  under_way_ = hashing_.begin([this, buffer = std::exchange(buffer_, std::move(free))]() mutable {
    return hash_and_write(std::move(buffer));
  });
}

/// Returns memory to be used again.
OutputStream::Buffer OutputStream::hash_and_write(Buffer buffer) {
  hasher_.update(buffer->bytes());
  writer_->put(buffer);
  return buffer;
}

void OutputStream::finish() {
  if (under_way_.valid()) under_way_.get();
  if (writer_) {
    hash_and_write(std::move(buffer_));
    writer_->settle();
    writer_.reset();
  } else {
    hasher_.update(buffer_->bytes());
    write_fully_at(file_.descriptor(), 0, buffer_->bytes(), file_.description());
  }
  buffer_.reset();
  digest_ = hasher_.finish();
}

}  // namespace oci2boot
