// SPDX-License-Identifier: Apache-2.0
// An output file that is written from its first byte to its last, and hashed on the way: both on
// threads of their own, beside what makes the bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <span>

#include "oci2boot/digest.h"
#include "oci2boot/hasher.h"
#include "src/image/byte_sink.h"
#include "src/image/output_file.h"
#include "src/image/workers.h"
#include "src/image/write_behind.h"

namespace oci2boot {

class OutputStream final : public ByteSink {
 public:
  /// `file` is empty and must outlive the stream.
  explicit OutputStream(OutputFile& file);

  /// Throws Error (output_failed), also when the disk is full.
  void write(std::span<const std::byte> bytes) override;
  void write_from(ByteSource& source, std::uint64_t count) override;
  void finish() override;

  const OutputFile& file() const { return file_; }
  std::uint64_t size() const { return size_; }
  /// SHA-256 of the bytes. Only after finish().
  const Digest& digest() const { return *digest_; }

 private:
  using Buffer = std::unique_ptr<WriteBuffer>;

  void pass_on_full();
  Buffer hash_and_write(Buffer buffer);

  OutputFile& file_;
  std::uint64_t size_ = 0;
  Buffer buffer_;  // what nobody has seen yet
  Hasher hasher_;
  std::unique_ptr<WriteBehind> writer_;  // of more than a buffer
  std::optional<Digest> digest_;
  std::future<Buffer> under_way_;
  Workers<Buffer> hashing_;  // last: its tasks use all of the above
};

}  // namespace oci2boot
