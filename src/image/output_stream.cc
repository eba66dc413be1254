// SPDX-License-Identifier: Apache-2.0
#include "src/image/output_stream.h"

#include "src/image/write_fully.h"

namespace oci2boot {
namespace {

constexpr std::size_t kWriteSize = std::size_t{1} << 20;

}  // namespace

OutputStream::OutputStream(OutputFile& file) : file_(file) {
  pending_.reserve(kWriteSize);
}

void OutputStream::write(std::span<const std::byte> bytes) {
  hasher_.update(bytes);
  size_ += bytes.size();
  if (pending_.size() + bytes.size() > kWriteSize) write_pending();
  if (bytes.size() >= kWriteSize) {
    write_fully(file_.descriptor(), bytes, file_.description());
  } else {
    pending_.insert(pending_.end(), bytes.begin(), bytes.end());
  }
}

void OutputStream::write_pending() {
  write_fully(file_.descriptor(), pending_, file_.description());
  pending_.clear();
}

void OutputStream::finish() {
  write_pending();
  digest_ = hasher_.finish();
}

}  // namespace oci2boot
