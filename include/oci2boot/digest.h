// SPDX-License-Identifier: Apache-2.0
// Content digests: "sha256:" and 64 hex digits (OCI image-spec, descriptor.md, "Digests").
#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace oci2boot {

/// A digest whose form has been checked. SHA-256 is what every registry speaks; SHA-512 is the
/// other algorithm that the specification registers.
class Digest {
 public:
  /// Throws Error (invalid_image) when `text` is not ALGORITHM:HEX with a registered algorithm,
  /// lower-case hex digits and the right length.
  static Digest parse(std::string_view text);

  /// From the raw value: 32 or 64 bytes as the algorithm has it.
  static Digest sha256(std::string_view raw_32_bytes);
  static Digest sha512(std::string_view raw_64_bytes);

  std::string_view algorithm() const { return std::string_view(text_).substr(0, 6); }
  std::string_view hex() const { return std::string_view(text_).substr(7); }
  const std::string& text() const { return text_; }

  /// "sha256:" and the first twelve digits: enough for a person.
  std::string abbreviated() const { return text_.substr(0, 7 + 12); }

  auto operator<=>(const Digest&) const = default;

 private:
  explicit Digest(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace oci2boot
