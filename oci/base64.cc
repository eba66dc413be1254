// SPDX-License-Identifier: Apache-2.0
#include "oci/base64.h"

#include <openssl/evp.h>

#include <limits>

namespace oci2boot {

namespace {

const unsigned char* unsigned_bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string base64_encoded(std::string_view bytes) {
  std::string text;
  // In pieces of whole groups: EVP_EncodeBlock counts in int, and ends what it writes with a NUL.
  constexpr std::size_t kPiece = 3U << 10;
  unsigned char encoded[kPiece / 3 * 4 + 1];
  for (std::size_t i = 0; i < bytes.size(); i += kPiece) {
    const std::string_view piece = bytes.substr(i, kPiece);
    const int size =
        EVP_EncodeBlock(encoded, unsigned_bytes(piece), static_cast<int>(piece.size()));
    text.append(reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(size));
  }
  return text;
}

std::optional<std::string> base64_decoded(std::string_view text) {
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  // EVP_DecodeBlock itself puts up with white space at both ends and with padding inside.
  if (text.size() % 4 != 0 || text.size() > std::numeric_limits<int>::max() ||
      text.substr(0, text.size() - padding).find_first_of("= \t\r\n") != std::string_view::npos) {
    return std::nullopt;
  }
  std::string bytes(text.size() / 4 * 3, '\0');
  if (EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), unsigned_bytes(text),
                      static_cast<int>(text.size())) < 0) {
    return std::nullopt;
  }
  bytes.resize(bytes.size() - padding);  // which it counts as zero bytes
  return bytes;
}

}  // namespace oci2boot
