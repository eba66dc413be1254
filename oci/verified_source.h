// SPDX-License-Identifier: Apache-2.0
// A stream that is checked against its declared size and digest while it passes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "oci2boot/byte_source.h"
#include "oci2boot/hasher.h"

namespace oci2boot {

/// Passes the bytes of another source on. At its end the digest and the size are compared with
/// what was declared; a difference is an Error (verification_failed) that names both. Nothing that
/// was read may be trusted before read() has returned 0.
class VerifiedSource final : public ByteSource {
 public:
  /// What is not declared is not checked. `what` names the stream in errors ("layer 2").
  VerifiedSource(std::unique_ptr<ByteSource> source, std::optional<Digest> expected_digest,
                 std::optional<std::uint64_t> expected_size, std::string what);

  std::size_t read(std::span<std::byte> buffer) override;

  /// The digest of the whole stream, once read() has returned 0.
  const std::optional<Digest>& digest() const { return digest_; }

 private:
  void check_end();

  std::unique_ptr<ByteSource> source_;
  std::optional<Digest> expected_digest_;
  std::optional<std::uint64_t> expected_size_;
  std::string what_;
  Hasher hasher_;
  std::uint64_t size_ = 0;
  std::optional<Digest> digest_;
};

}  // namespace oci2boot
