// SPDX-License-Identifier: Apache-2.0
// Writes tar archives byte by byte, so that tests can make what no tool would.
#pragma once

#include <cstdio>
#include <cstring>
#include <map>
#include <string>
#include <string_view>

namespace oci2boot {

/// Each call adds one entry; fields that a test does not name have plain defaults.
class TarBuilder {
 public:
  TarBuilder& directory(std::string_view path, unsigned mode = 0755) {
    return entry(path, '5', "", "", mode);
  }
  TarBuilder& file(std::string_view path, std::string_view content, unsigned mode = 0644) {
    return entry(path, '0', "", content, mode);
  }
  TarBuilder& symlink(std::string_view path, std::string_view target) {
    return entry(path, '2', target, "", 0777);
  }
  TarBuilder& hard_link(std::string_view path, std::string_view target) {
    return entry(path, '1', target, "", 0644);
  }
  TarBuilder& char_device(std::string_view path, unsigned long long major,
                          unsigned long long minor) {
    major_ = major;
    minor_ = minor;
    return entry(path, '3', "", "", 0600);
  }
  TarBuilder& fifo(std::string_view path) { return entry(path, '6', "", "", 0600); }

  /// Pax records for the entry that follows.
  TarBuilder& pax(const std::map<std::string, std::string>& records) {
    std::string body;
    for (const auto& [key, value] : records) body += pax_record(key, value);
    return entry("PaxHeaders/x", 'x', "", body, 0644);
  }

  TarBuilder& owner(unsigned uid, unsigned gid) {
    uid_ = uid;
    gid_ = gid;
    return *this;
  }
  TarBuilder& time(long long seconds) {
    time_ = seconds;
    return *this;
  }

  /// With the two zero blocks that end an archive.
  std::string finish() const { return bytes_ + std::string(1024, '\0'); }
  std::string without_end() const { return bytes_; }

  /// One entry of any type.
  TarBuilder& entry(std::string_view path, char type, std::string_view link,
                    std::string_view content, unsigned mode) {
    std::string header(512, '\0');
    path.copy(header.data(), 100);
    octal(header, 100, 8, mode);
    octal(header, 108, 8, uid_);
    octal(header, 116, 8, gid_);
    octal(header, 124, 12, content.size());
    octal(header, 136, 12, static_cast<unsigned long long>(time_));
    header[156] = type;
    link.copy(header.data() + 157, 100);
    std::memcpy(header.data() + 257, "ustar\00000", 8);
    octal(header, 329, 8, major_);
    octal(header, 337, 8, minor_);
    checksum(header);
    bytes_ += header;
    bytes_ += content;
    bytes_.resize((bytes_.size() + 511) / 512 * 512);
    return *this;
  }

 private:
  /// In octal, and where that does not fit in GNU's base-256.
  static void octal(std::string& header, std::size_t at, int width, unsigned long long value) {
    char text[32];
    const int digits = std::snprintf(text, sizeof text, "%0*llo", width - 1, value);
    if (digits < width) {
      std::memcpy(header.data() + at, text, static_cast<std::size_t>(width));
      return;
    }
    for (std::size_t i = at + static_cast<std::size_t>(width); i-- > at; value >>= 8U) {
      header[i] = static_cast<char>(value & 0xffU);
    }
    header[at] = static_cast<char>(header[at] | 0x80);
  }

  static void checksum(std::string& header) {
    std::memset(header.data() + 148, ' ', 8);
    unsigned sum = 0;
    for (const char c : header) sum += static_cast<unsigned char>(c);
    octal(header, 148, 7, sum);
  }

  static std::string pax_record(const std::string& key, const std::string& value) {
    const std::string rest = " " + key + "=" + value + "\n";
    std::size_t size = rest.size() + 1;
    while (std::to_string(size).size() + rest.size() != size) ++size;
    return std::to_string(size) + rest;
  }

  std::string bytes_;
  unsigned uid_ = 0;
  unsigned gid_ = 0;
  unsigned long long major_ = 0;
  unsigned long long minor_ = 0;
  long long time_ = 0;
};

}  // namespace oci2boot
