// SPDX-License-Identifier: Apache-2.0
// An output file that is written from its first byte to its last, and hashed on the way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "oci2boot/digest.h"
#include "oci2boot/hasher.h"
#include "src/image/byte_sink.h"
#include "src/image/output_file.h"

namespace oci2boot {

class OutputStream final : public ByteSink {
 public:
  /// `file` is empty and must outlive the stream.
  explicit OutputStream(OutputFile& file);

  /// Throws Error (output_failed), also when the disk is full.
  void write(std::span<const std::byte> bytes) override;
  void finish() override;

  const OutputFile& file() const { return file_; }
  std::uint64_t size() const { return size_; }
  /// SHA-256 of the bytes. Only after finish().
  const Digest& digest() const { return *digest_; }

 private:
  void write_pending();

  OutputFile& file_;
  std::uint64_t size_ = 0;
  std::vector<std::byte> pending_;
  Hasher hasher_;
  std::optional<Digest> digest_;
};

}  // namespace oci2boot
