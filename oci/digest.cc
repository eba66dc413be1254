// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/digest.h"

#include <algorithm>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

bool is_lower_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

std::string to_hex(std::string_view raw) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(raw.size() * 2);
  for (const char c : raw) {
    const auto byte = static_cast<unsigned char>(c);
    hex.push_back(kDigits[byte >> 4U]);
    hex.push_back(kDigits[byte & 15U]);
  }
  return hex;
}

}  // namespace

Digest Digest::parse(std::string_view text) {
  const std::string_view algorithm = text.substr(0, 7);
  const std::string_view hex = text.size() > 7 ? text.substr(7) : std::string_view();
  const bool well_formed =
      (algorithm == "sha256:" && hex.size() == 64) || (algorithm == "sha512:" && hex.size() == 128);
  if (!well_formed || !std::all_of(hex.begin(), hex.end(), is_lower_hex)) {
    throw Error(ErrorCode::invalid_image,
                "'" + std::string(text.substr(0, 160)) +
                    "' is not a digest (sha256: and 64 hex digits, or sha512: and 128)");
  }
  return Digest(std::string(text));
}

Digest Digest::sha256(std::string_view raw_32_bytes) {
  return Digest("sha256:" + to_hex(raw_32_bytes));
}

Digest Digest::sha512(std::string_view raw_64_bytes) {
  return Digest("sha512:" + to_hex(raw_64_bytes));
}

}  // namespace oci2boot
