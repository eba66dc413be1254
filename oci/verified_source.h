// SPDX-License-Identifier: Apache-2.0
// A stream that is checked against its declared size and digest while it passes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "oci/verifier.h"
#include "oci2boot/byte_source.h"

namespace oci2boot {

/// Passes the bytes of another source on. At its end the digest and the size are compared with
/// what was declared; a difference is an Error (verification_failed) that names both. Nothing that
/// was read may be trusted before read() has returned 0.
class VerifiedSource final : public ByteSource {
 public:
  /// What is not declared is not checked. `what` names the stream in errors ("layer 2").
  VerifiedSource(std::unique_ptr<ByteSource> source, std::optional<Digest> expected_digest,
                 std::optional<std::uint64_t> expected_size, std::string what)
      : source_(std::move(source)),
        verifier_(std::move(expected_digest), expected_size, std::move(what)) {}

  std::size_t read(std::span<std::byte> buffer) override;
  std::span<const std::byte> take(std::span<std::byte> room) override;

  /// The digest of the whole stream, once read() has returned 0.
  const std::optional<Digest>& digest() const { return verifier_.digest(); }

 private:
  std::unique_ptr<ByteSource> source_;
  Verifier verifier_;
};

}  // namespace oci2boot
