// SPDX-License-Identifier: Apache-2.0
#include "oci/tar/pax_attributes.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "oci/base64.h"
#include "oci/tar/tar_damage.h"

namespace oci2boot {

namespace {

constexpr std::string_view kSchilyXattr = "SCHILY.xattr.";
constexpr std::string_view kLibarchiveXattr = "LIBARCHIVE.xattr.";
constexpr std::string_view kSparse = "GNU.sparse.";
// No file has more: Linux lists the names of its attributes in 64 KiB (XATTR_LIST_MAX), and each
// takes seven bytes there or more ("user.x").
constexpr std::size_t kMostXattrs = 10'000;

struct Record {
  std::string_view key;
  std::string_view value;
};

/// Takes the first record off `records`.
Record next_record(std::string_view& records) {
  std::size_t length = 0;
  const char* const end = records.data() + records.size();
  const auto [digits_end, error] = std::from_chars(records.data(), end, length);
  const auto head = static_cast<std::size_t>(digits_end - records.data()) + 1;
  // At least a key of one byte, '=' and the newline follow the length and its blank.
  const bool fits = error == std::errc() && digits_end != end && *digits_end == ' ' &&
                    length <= records.size() && length >= head + 3;
  if (!fits || records[length - 1] != '\n') {
    throw TarDamage("a pax header has a record of a wrong length");
  }
  const std::string_view text = records.substr(head, length - head - 1);
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    throw TarDamage("a pax header has a record without a key");
  }
  if (text.substr(0, equals).find('\0') != std::string_view::npos) {
    throw TarDamage("a pax header has a key with a NUL in it");
  }
  records.remove_prefix(length);
  return {text.substr(0, equals), text.substr(equals + 1)};
}

[[noreturn]] void bad_value(std::string_view key) {
  throw TarDamage("the pax record '" + std::string(key.substr(0, 40)) + "' has a value that it " +
                  "cannot have");
}

/// What 64 bits do not hold becomes the nearest that they do.
std::int64_t parse_integer(const Record& record) {
  std::int64_t number = 0;
  const char* const end = record.value.data() + record.value.size();
  const auto [parsed, error] = std::from_chars(record.value.data(), end, number);
  if (parsed != end || error == std::errc::invalid_argument) bad_value(record.key);
  if (error == std::errc()) return number;
  return record.value.starts_with('-') ? INT64_MIN : INT64_MAX;
}

/// "-1.5" is half a second before -1. Digits beyond nanoseconds are cut off.
Timestamp parse_time(const Record& record) {
  const std::string_view text = record.value;
  const std::size_t dot = std::min(text.find('.'), text.size());
  Timestamp time;
  time.seconds = parse_integer({record.key, text.substr(0, dot)});
  std::string_view fraction = text.substr(std::min(dot + 1, text.size()));
  if (fraction.find_first_not_of("0123456789") != std::string_view::npos) bad_value(record.key);
  fraction = fraction.substr(0, 9);
  for (std::size_t i = 0; i < 9; ++i) {
    const auto digit = i < fraction.size() ? static_cast<std::uint32_t>(fraction[i] - '0') : 0U;
    time.nanoseconds = time.nanoseconds * 10 + digit;
  }
  if (text.starts_with('-') && time.nanoseconds != 0) {
    if (time.seconds == INT64_MIN) return {INT64_MIN, 0};
    --time.seconds;
    time.nanoseconds = 1'000'000'000 - time.nanoseconds;
  }
  return time;
}

std::string parse_name(const Record& record) {
  if (record.value.find('\0') != std::string_view::npos) {
    throw TarDamage("the pax record '" + std::string(record.key) + "' has a NUL in it");
  }
  return std::string(record.value);
}

/// As libarchive writes the names of attributes: "%3D" for '='.
std::string url_decoded(std::string_view text) {
  std::string decoded;
  while (!text.empty()) {
    unsigned byte = 0;
    if (text.size() >= 3 && text.front() == '%' &&
        std::from_chars(text.data() + 1, text.data() + 3, byte, 16).ptr == text.data() + 3) {
      decoded.push_back(static_cast<char>(byte));
      text.remove_prefix(3);
    } else {
      decoded.push_back(text.front());
      text.remove_prefix(1);
    }
  }
  return decoded;
}

/// Base64 as libarchive writes it: without padding.
std::string libarchive_value(const Record& record) {
  std::string text(record.value);
  while (text.size() % 4 != 0) text.push_back('=');
  const std::optional<std::string> decoded = base64_decoded(text);
  if (!decoded) bad_value(record.key);
  return *decoded;
}

bool add_xattr(const Record& record, PaxAttributes& attributes) {
  Xattr xattr;
  if (record.key.starts_with(kSchilyXattr)) {
    xattr = {std::string(record.key.substr(kSchilyXattr.size())), std::string(record.value)};
  } else if (record.key.starts_with(kLibarchiveXattr)) {
    xattr = {url_decoded(record.key.substr(kLibarchiveXattr.size())), libarchive_value(record)};
  } else {
    return false;
  }
  if (xattr.name.empty() || xattr.name.find('\0') != std::string::npos) {
    throw TarDamage("a pax header has an extended attribute without a name");
  }
  if (attributes.xattrs.size() == kMostXattrs) {
    throw TarDamage("its pax headers have more extended attributes than a file can have");
  }
  attributes.xattrs.push_back(std::move(xattr));
  return true;
}

/// `record` of GNU.sparse.*, without that.
void add_sparse(const Record& record, PaxAttributes::Sparse& sparse) {
  if (record.key == "name") sparse.name = parse_name(record);
  if (record.key == "size" || record.key == "realsize") sparse.size = parse_integer(record);
  if (record.key == "major") sparse.major = record.value;
  if (record.key == "minor") sparse.minor = record.value;
  if (record.key == "map") sparse.map = record.value;
  if (record.key == "offset" || record.key == "numbytes") {
    if (!sparse.map) sparse.map.emplace();
    sparse.map->append(sparse.map->empty() ? "" : ",").append(record.value);
  }
}

template <typename Value, typename Parse>
void take(const Record& record, std::optional<Value>& to, Parse parse) {
  if (record.value.empty()) {
    to.reset();
  } else {
    to = parse(record);
  }
}

enum class Scope { one_entry, all_that_follow };

void add_record(const Record& record, Scope scope, PaxAttributes& attributes) {
  const std::string_view key = record.key;
  if (key == "uid") return take(record, attributes.uid, parse_integer);
  if (key == "gid") return take(record, attributes.gid, parse_integer);
  if (key == "mtime") return take(record, attributes.mtime, parse_time);
  if (add_xattr(record, attributes) || scope == Scope::all_that_follow) return;
  if (key == "path") return take(record, attributes.path, parse_name);
  if (key == "linkpath") return take(record, attributes.link_target, parse_name);
  if (key == "size") return take(record, attributes.size, parse_integer);
  if (key == "SCHILY.devmajor") return take(record, attributes.device_major, parse_integer);
  if (key == "SCHILY.devminor") return take(record, attributes.device_minor, parse_integer);
  if (key.starts_with(kSparse)) {
    add_sparse({key.substr(kSparse.size()), record.value}, attributes.sparse);
  }
}

void add_records(std::string_view records, Scope scope, PaxAttributes& attributes) {
  while (!records.empty()) add_record(next_record(records), scope, attributes);
}

}  // namespace

void add_local_records(std::string_view records, PaxAttributes& attributes) {
  add_records(records, Scope::one_entry, attributes);
}

void add_global_records(std::string_view records, PaxAttributes& attributes) {
  add_records(records, Scope::all_that_follow, attributes);
}

}  // namespace oci2boot
