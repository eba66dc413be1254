// SPDX-License-Identifier: Apache-2.0
// Compares the bytes of a stream with the size and the digest that were declared for it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "oci2boot/hasher.h"

namespace oci2boot {

class Verifier {
 public:
  /// What is not declared is not checked. `what` names the stream in errors ("layer 2").
  Verifier(std::optional<Digest> expected_digest, std::optional<std::uint64_t> expected_size,
           std::string what);

  /// The bytes that come next. Throws Error (verification_failed) when they are too many.
  void add(std::span<const std::byte> bytes);

  /// There are no more, which may be said again. Throws Error (verification_failed), naming what
  /// was declared and what is, when they differ.
  void finish();

  /// Of the whole stream, once finish() has returned.
  const std::optional<Digest>& digest() const { return digest_; }

 private:
  std::optional<Digest> expected_digest_;
  std::optional<std::uint64_t> expected_size_;
  std::string what_;
  Hasher hasher_;
  std::uint64_t size_ = 0;
  std::optional<Digest> computed_;
  std::optional<Digest> digest_;  // once it is known to be the right one
};

}  // namespace oci2boot
