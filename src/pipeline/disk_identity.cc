// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/disk_identity.h"

#include <cstdio>
#include <string_view>

#include "oci2boot/hasher.h"

namespace oci2boot {

namespace {

constexpr std::size_t kLabelDigits = 12;

Digest image_digest(const FlatImage& flat) {
  if (flat.image->id()) return *flat.image->id();
  std::string layers;
  for (const Digest& diff_id : flat.flattened.diff_ids) layers += diff_id.text() + "\n";
  return sha256_of(layers);
}

std::uint8_t hex_value(char digit) {
  return static_cast<std::uint8_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

/// A UUID of RFC 9562's version 8, "vendor-specific": its other bits are of a hash of the image and
/// of what the UUID is for.
std::array<std::uint8_t, 16> derived_uuid(const Digest& image, std::string_view purpose) {
  const Digest digest = sha256_of(std::string(purpose) + "\n" + image.text());
  std::array<std::uint8_t, 16> uuid{};
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    const unsigned high = hex_value(digest.hex()[2 * i]);
    const unsigned low = hex_value(digest.hex()[2 * i + 1]);
    uuid[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  uuid[6] = static_cast<std::uint8_t>((uuid[6] & 0x0FU) | 0x80U);
  uuid[8] = static_cast<std::uint8_t>((uuid[8] & 0x3FU) | 0x80U);
  return uuid;
}

}  // namespace

Ext4Identity disk_identity(const FlatImage& flat, Timestamp time) {
  const Digest image = image_digest(flat);
  return {derived_uuid(image, "root file system"), derived_uuid(image, "directory hash seed"),
          "oci-" + std::string(image.hex().substr(0, kLabelDigits)), time};
}

std::string uuid_text(const std::array<std::uint8_t, 16>& uuid) {
  std::string text;
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", uuid[i]);
    text += digits;
  }
  return text;
}

}  // namespace oci2boot
