// SPDX-License-Identifier: Apache-2.0
#include "src/image/tar_header.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>
#include <string_view>

namespace oci2boot {
namespace {

/// A field's place in the header block.
struct Field {
  std::size_t offset;
  std::size_t size;
};

constexpr Field kName{0, 100};
constexpr Field kMode{100, 8};
constexpr Field kUid{108, 8};
constexpr Field kGid{116, 8};
constexpr Field kSize{124, 12};
constexpr Field kMtime{136, 12};
constexpr Field kChecksum{148, 8};
constexpr Field kTypeFlag{156, 1};
constexpr Field kLinkName{157, 100};
constexpr Field kMagicAndVersion{257, 8};
constexpr Field kDevMajor{329, 8};
constexpr Field kDevMinor{337, 8};
constexpr Field kPrefix{345, 155};

constexpr char kPaxHeader = 'x';
constexpr std::uint16_t kPaxHeaderMode = 0644;  // what readers make of it that do not know pax

/// Whether a numeric field has room for it: octal digits and a NUL.
bool fits(Field field, std::int64_t number) {
  return number >= 0 && (static_cast<std::uint64_t>(number) >> (3 * (field.size - 1))) == 0;
}

class HeaderBlock {
 public:
  /// As much of `text` as there is room for.
  void put(Field field, std::string_view text) {
    text.copy(block_.data() + field.offset, std::min(field.size, text.size()));
  }

  /// Octal where that fits, else base 256: big-endian two's complement, its first bit turned (or,
  /// in negative numbers, left) on.
  void put(Field field, std::int64_t number) {
    const std::span<char> digits = std::span(block_).subspan(field.offset, field.size);
    auto rest = static_cast<std::uint64_t>(number);
    if (fits(field, number)) {
      for (std::size_t i = field.size - 1; i-- > 0; rest >>= 3) {
        digits[i] = static_cast<char>('0' + (rest & 7));
      }
      return;
    }
    const std::uint8_t sign = number < 0 ? 0xff : 0;
    for (std::size_t i = field.size; i-- > 0; rest >>= 8) {
      const std::size_t place = field.size - 1 - i;
      digits[i] = static_cast<char>(place < sizeof rest ? rest & 0xff : sign);
    }
    digits[0] = static_cast<char>(static_cast<std::uint8_t>(digits[0]) | 0x80);
  }

  /// The finished block. The checksum is that of the block with a blank checksum.
  std::string_view finish() {
    put(kMagicAndVersion, std::string_view("ustar\00000", 8));
    put(kChecksum, "        ");
    const std::int64_t sum = std::accumulate(
        block_.begin(), block_.end(), std::int64_t{0},
        [](std::int64_t all, char c) { return all + static_cast<std::uint8_t>(c); });
    put({kChecksum.offset, kChecksum.size - 1}, sum);
    block_[kChecksum.offset + kChecksum.size - 2] = '\0';
    return {block_.data(), block_.size()};
  }

 private:
  std::array<char, kTarBlock> block_{};
};

struct UstarName {
  std::string_view prefix;
  std::string_view name;
};

/// How the two fields hold `path`; nothing when they do not. The name is not empty, so that a
/// directory's last slash stays in it.
std::optional<UstarName> ustar_name(std::string_view path) {
  if (path.size() <= kName.size) return UstarName{{}, path};
  const std::size_t slash = path.substr(0, std::min(path.size() - 1, kPrefix.size + 1)).rfind('/');
  if (slash == std::string_view::npos || slash == 0) return std::nullopt;
  const UstarName split{path.substr(0, slash), path.substr(slash + 1)};
  if (split.name.size() > kName.size) return std::nullopt;
  return split;
}

/// "a/FOLDER/b" for "a/b": where what belongs to an entry goes, were it taken for a file itself.
std::string in_folder_beside(std::string_view path, std::string_view folder) {
  if (path.ends_with('/')) path.remove_suffix(1);
  const std::size_t base = path.rfind('/') + 1;
  const std::string inner = std::string(folder) + "/" + std::string(path.substr(base));
  std::string whole = std::string(path.substr(0, base)) + inner;
  return ustar_name(whole) ? whole : inner.substr(0, kName.size);
}

bool is_continuation(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(),
                     [](char c) { return (static_cast<std::uint8_t>(c) & 0xc0) == 0x80; });
}

/// Well-formed as RFC 3629 has it: no surrogates, nothing overlong, nothing beyond U+10FFFF.
bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const unsigned first = static_cast<std::uint8_t>(text[0]);
    const std::size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if ((first >= 0x80 && first < 0xc2) || first > 0xf4 || text.size() < size ||
        !is_continuation(text.substr(1, size - 1))) {
      return false;
    }
    const unsigned pair = first << 8 | (size > 1 ? static_cast<std::uint8_t>(text[1]) : 0U);
    if ((first == 0xe0 && pair < 0xe0a0) || (first == 0xed && pair > 0xed9f) ||
        (first == 0xf0 && pair < 0xf090) || (first == 0xf4 && pair > 0xf48f)) {
      return false;
    }
    text.remove_prefix(size);
  }
  return true;
}

/// "LENGTH KEY=VALUE\n", where LENGTH counts all of that, itself included.
void add_record(std::string& records, std::string_view key, std::string_view value) {
  const std::size_t rest = key.size() + value.size() + 3;
  std::size_t length = rest + 1;
  while (std::to_string(length).size() + rest != length) {
    length = std::to_string(length).size() + rest;
  }
  records.append(std::to_string(length)).append(" ").append(key).append("=").append(value);
  records += '\n';
}

/// Seconds with as many decimals as needed: "-1.5" is a second and a half before 1970.
std::string decimal_time(Timestamp time) {
  if (time.nanoseconds == 0) return std::to_string(time.seconds);
  const bool is_negative = time.seconds < 0;
  const std::int64_t whole = is_negative ? -(time.seconds + 1) : time.seconds;
  const std::uint32_t part = is_negative ? 1'000'000'000 - time.nanoseconds : time.nanoseconds;
  std::string digits = std::to_string(part);
  digits.insert(0, 9 - digits.size(), '0');
  digits.erase(digits.find_last_not_of('0') + 1);
  return (is_negative ? "-" : "") + std::to_string(whole) + "." + digits;
}

std::string xattr_key(const std::string& name) {
  std::string key = "SCHILY.xattr.";
  if (name.find('=') == std::string::npos) return key + name;
  for (const char c : name) {
    if (c == '=') {
      key += "%3D";
    } else if (c == '%') {
      key += "%25";
    } else {
      key += c;
    }
  }
  return key;
}

void add_number(std::string& records, std::string_view key, Field field, std::uint64_t number) {
  if (!fits(field, static_cast<std::int64_t>(number))) {
    add_record(records, key, std::to_string(number));
  }
}

void add_names(std::string& records, const TarEntry& entry) {
  const bool has_path = entry.sparse || !ustar_name(entry.path);
  const bool has_link = entry.link_target.size() > kLinkName.size;
  if ((has_path && !is_utf8(entry.path)) || (has_link && !is_utf8(entry.link_target))) {
    add_record(records, "hdrcharset", "BINARY");
  }
  if (has_link) add_record(records, "linkpath", entry.link_target);
  if (has_path && !entry.sparse) add_record(records, "path", entry.path);
  if (!entry.sparse) return;
  add_record(records, "GNU.sparse.major", "1");
  add_record(records, "GNU.sparse.minor", "0");
  add_record(records, "GNU.sparse.name", entry.path);
  add_record(records, "GNU.sparse.realsize", std::to_string(*entry.sparse));
}

std::string pax_records(const TarEntry& entry) {
  const Metadata& metadata = entry.metadata;
  std::string records;
  add_names(records, entry);
  add_number(records, "size", kSize, entry.stored_size);
  add_number(records, "uid", kUid, metadata.uid);
  add_number(records, "gid", kGid, metadata.gid);
  if (metadata.mtime.nanoseconds != 0 || !fits(kMtime, metadata.mtime.seconds)) {
    add_record(records, "mtime", decimal_time(metadata.mtime));
  }
  add_number(records, "SCHILY.devmajor", kDevMajor, entry.device.major);
  add_number(records, "SCHILY.devminor", kDevMinor, entry.device.minor);
  for (const Xattr& xattr : metadata.xattrs) {
    add_record(records, xattr_key(xattr.name), xattr.value);
  }
  return records;
}

void put_common(HeaderBlock& block, std::string_view path, char type, std::uint64_t size) {
  const UstarName name = ustar_name(path).value_or(UstarName{{}, path});
  block.put(kName, name.name);
  block.put(kPrefix, name.prefix);
  block.put(kTypeFlag, std::string_view(&type, 1));
  block.put(kSize, static_cast<std::int64_t>(size));
}

std::string pax_header(const TarEntry& entry, const std::string& records) {
  HeaderBlock block;
  put_common(block, in_folder_beside(entry.path, "PaxHeaders.0"), kPaxHeader, records.size());
  block.put(kMode, kPaxHeaderMode);
  for (const Field field : {kUid, kGid, kMtime, kDevMajor, kDevMinor}) block.put(field, 0);
  std::string header(block.finish());
  header += records;
  header.append(tar_padding(records.size()), '\0');
  return header;
}

std::string ustar_header(const TarEntry& entry) {
  HeaderBlock block;
  put_common(block, entry.sparse ? in_folder_beside(entry.path, "GNUSparseFile.0") : entry.path,
             entry.type, entry.stored_size);
  block.put(kMode, entry.metadata.permissions);
  block.put(kUid, entry.metadata.uid);
  block.put(kGid, entry.metadata.gid);
  block.put(kMtime, entry.metadata.mtime.seconds);
  block.put(kLinkName, entry.link_target);
  block.put(kDevMajor, entry.device.major);
  block.put(kDevMinor, entry.device.minor);
  return std::string(block.finish());
}

}  // namespace

std::string tar_header(const TarEntry& entry) {
  const std::string records = pax_records(entry);
  return (records.empty() ? "" : pax_header(entry, records)) + ustar_header(entry);
}

}  // namespace oci2boot
