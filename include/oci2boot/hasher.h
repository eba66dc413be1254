// SPDX-License-Identifier: Apache-2.0
// SHA-256 and SHA-512 of a stream, as digests have them.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "oci2boot/digest.h"

namespace oci2boot {

class Hasher {
 public:
  /// `algorithm` is that of a Digest: "sha256" or "sha512".
  explicit Hasher(std::string_view algorithm = "sha256");
  ~Hasher();
  Hasher(Hasher&&) noexcept;

  void update(std::span<const std::byte> bytes);
  /// The digest of everything so far; nothing may follow.
  Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Digest sha256_of(std::string_view bytes);

}  // namespace oci2boot
