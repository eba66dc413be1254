// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/rpm_headers.h"

#include <array>
#include <cstdint>
#include <span>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr std::uint64_t kLeadSize = 96;
constexpr std::string_view kLeadMagic = "\xed\xab\xee\xdb";
constexpr std::string_view kHeaderMagic = "\x8e\xad\xe8\x01";
constexpr std::uint64_t kIndexEntrySize = 16;
// headerVerifyInfo() of rpm's lib/header.c takes no more entries, and no more bytes.
constexpr std::uint32_t kMaxIndexEntries = 0x0000FFFF;
constexpr std::uint32_t kMaxDataSize = 0x0FFFFFFF;

void skip(ByteSource& package, std::uint64_t count) {
  if (package.skip(count) == count) return;
  throw Error(ErrorCode::invalid_image, "it is cut off in its headers");
}

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char byte : bytes) value = (value << 8U) | static_cast<unsigned char>(byte);
  return value;
}

/// Returns the size of a header, which is magic, four bytes for later, the number of entries of its
/// index, the size of their data, and both.
std::uint64_t skip_header(ByteSource& package) {
  std::array<char, 16> intro{};
  if (read_fully(package, std::as_writable_bytes(std::span(intro))) != intro.size()) {
    throw Error(ErrorCode::invalid_image, "it is cut off in its headers");
  }
  const std::string_view bytes(intro.data(), intro.size());
  const std::uint32_t entries = big_endian(bytes.substr(8, 4));
  const std::uint32_t data = big_endian(bytes.substr(12, 4));
  if (!bytes.starts_with(kHeaderMagic) || entries > kMaxIndexEntries || data > kMaxDataSize) {
    throw Error(ErrorCode::invalid_image, "it has no headers of an RPM package");
  }
  const std::uint64_t rest = entries * kIndexEntrySize + data;
  skip(package, rest);
  return intro.size() + rest;
}

}  // namespace

bool is_rpm_package(std::string_view head) {
  return head.starts_with(kLeadMagic);
}

void skip_rpm_headers(ByteSource& package) {
  skip(package, kLeadSize);
  const std::uint64_t signatures = skip_header(package);
  skip(package, (8 - signatures % 8) % 8);
  skip_header(package);
}

}  // namespace oci2boot
