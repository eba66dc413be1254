// SPDX-License-Identifier: Apache-2.0
#include "oci/tar/tar_header.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string_view>

#include "oci/tar/tar_damage.h"

namespace oci2boot {

namespace {

/// Where a field lies in the block.
struct Field {
  std::size_t offset;
  std::size_t size;
  const char* name;
};

constexpr Field kName{0, 100, "name"};
constexpr Field kMode{100, 8, "mode"};
constexpr Field kUid{108, 8, "uid"};
constexpr Field kGid{116, 8, "gid"};
constexpr Field kSize{124, 12, "size"};
constexpr Field kMtime{136, 12, "mtime"};
constexpr Field kChecksum{148, 8, "checksum"};
constexpr std::size_t kType = 156;
constexpr Field kLinkName{157, 100, "linkname"};
constexpr Field kMagic{257, 8, "magic"};  // with the version
constexpr Field kDeviceMajor{329, 8, "devmajor"};
constexpr Field kDeviceMinor{337, 8, "devminor"};
constexpr Field kUstarPrefix{345, 155, "prefix"};
constexpr Field kStarPrefix{345, 131, "prefix"};
constexpr Field kStarTrailer{508, 4, "trailer"};
constexpr Field kGnuAccessTime{345, 12, "atime"};
constexpr Field kGnuChangeTime{357, 12, "ctime"};

std::span<const std::byte> field(const TarBlock& block, Field where) {
  return std::span(block).subspan(where.offset, where.size);
}

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Up to the first NUL, if there is one.
std::string_view text_of(const TarBlock& block, Field where) {
  const std::string_view text = as_text(field(block, where));
  return text.substr(0, text.find('\0'));
}

std::int64_t number_of(const TarBlock& block, Field where) {
  return parse_tar_number(field(block, where), where.name);
}

[[noreturn]] void bad_number(const char* name) {
  throw TarDamage(std::string("the ") + name + " in a header is no number that it can hold");
}

std::int64_t base_256(std::span<const std::byte> bytes) {
  // Two's complement; a negative number is read as its complement.
  const bool negative = (bytes.front() & std::byte{0x40}) != std::byte{0};
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto byte = std::to_integer<std::uint8_t>(bytes[i]);
    if (negative) byte = static_cast<std::uint8_t>(~byte);
    if (i == 0) byte &= 0x7fU;
    if (value > (static_cast<std::uint64_t>(kMost) >> 8U)) return negative ? -kMost - 1 : kMost;
    value = value << 8U | byte;
  }
  const auto magnitude = static_cast<std::int64_t>(value);
  return negative ? -magnitude - 1 : magnitude;
}

TarFormat format_of(const TarBlock& block) {
  using namespace std::string_view_literals;
  const std::string_view magic = as_text(field(block, kMagic));
  if (magic == "ustar  \0"sv) return TarFormat::gnu;
  if (!magic.starts_with("ustar\0"sv)) return TarFormat::v7;
  return as_text(field(block, kStarTrailer)) == "tar\0"sv ? TarFormat::star : TarFormat::ustar;
}

bool is_number(const TarBlock& block, Field where) {
  try {
    number_of(block, where);
    return true;
  } catch (const TarDamage&) {
    return false;
  }
}

std::string_view ascii_or_nothing(std::string_view text) {
  const bool ascii = std::all_of(text.begin(), text.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return ascii ? text : std::string_view();
}

std::string_view prefix_of(const TarBlock& block, TarFormat format) {
  switch (format) {
    case TarFormat::v7:
      return {};
    case TarFormat::ustar:
      return text_of(block, kUstarPrefix);
    case TarFormat::star:
      return text_of(block, kStarPrefix);
    case TarFormat::gnu:
      // GNU has times there. Go before 1.9, and with it the Docker of that time, wrote a prefix
      // into headers that it marked as GNU's (golang.org/issues/12594).
      if (is_number(block, kGnuAccessTime) && is_number(block, kGnuChangeTime)) return {};
      return ascii_or_nothing(text_of(block, kUstarPrefix));
  }
  return {};
}

}  // namespace

std::int64_t parse_tar_number(std::span<const std::byte> bytes, const char* field) {
  if ((bytes.front() & std::byte{0x80}) != std::byte{0}) return base_256(bytes);
  std::string_view text = as_text(bytes);
  constexpr std::string_view kPadding(" \0", 2);
  const std::size_t first = text.find_first_not_of(kPadding);
  if (first == std::string_view::npos) return 0;
  text = text.substr(first);
  text = text.substr(0, text.find('\0'));
  text = text.substr(0, text.find_last_not_of(' ') + 1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 8);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) bad_number(field);
  return value;
}

bool is_zero_block(const TarBlock& block) {
  return std::all_of(block.begin(), block.end(), [](std::byte b) { return b == std::byte{0}; });
}

bool has_tar_checksum(const TarBlock& block) {
  // Of all bytes first, in a loop that the compiler can do many at a time: every entry comes by
  // here.
  std::uint32_t sum = 0;
  std::uint32_t negative = 0;  // how many bytes are below 0 when they are signed
  for (const std::byte byte : block) {
    sum += std::to_integer<std::uint32_t>(byte);
    negative += std::to_integer<std::uint32_t>(byte >> 7);
  }
  for (const std::byte byte : field(block, kChecksum)) {
    sum += ' ' - std::to_integer<std::uint32_t>(byte);
    negative -= std::to_integer<std::uint32_t>(byte >> 7);
  }
  try {
    const std::int64_t declared = number_of(block, kChecksum);
    return declared == sum || declared == std::int64_t{sum} - 256 * std::int64_t{negative};
  } catch (const TarDamage&) {
    return false;
  }
}

TarHeader parse_tar_header(const TarBlock& block) {
  TarHeader header;
  header.format = format_of(block);
  header.type = static_cast<char>(block[kType]);
  const std::string_view prefix = prefix_of(block, header.format);
  if (!prefix.empty()) header.path.append(prefix).push_back('/');
  header.path += text_of(block, kName);
  header.link_target = text_of(block, kLinkName);
  header.mode = number_of(block, kMode);
  header.uid = number_of(block, kUid);
  header.gid = number_of(block, kGid);
  header.size = number_of(block, kSize);
  header.mtime = number_of(block, kMtime);
  const bool is_device = header.type == '3' || header.type == '4';
  if (is_device && header.format != TarFormat::v7) {
    header.device_major = number_of(block, kDeviceMajor);
    header.device_minor = number_of(block, kDeviceMinor);
  }
  return header;
}

}  // namespace oci2boot
