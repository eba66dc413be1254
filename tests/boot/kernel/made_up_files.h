// SPDX-License-Identifier: Apache-2.0
// Kernels, modules and packages that have just the bytes by which they are recognised.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oci2boot {

inline void put_little_endian(std::string& bytes, std::size_t at, std::uint64_t value, int size) {
  if (bytes.size() < at + static_cast<std::size_t>(size)) {
    bytes.resize(at + static_cast<std::size_t>(size));
  }
  for (int i = 0; i < size; ++i) {
    bytes[at + static_cast<std::size_t>(i)] = static_cast<char>((value >> (8 * i)) & 0xFF);
  }
}

inline std::string made_up_bzimage(std::string_view version, std::uint16_t xloadflags = 1) {
  std::string bytes(0x400, '\0');
  bytes.replace(0x202, 4, "HdrS");
  put_little_endian(bytes, 0x206, 0x020f, 2);
  put_little_endian(bytes, 0x20e, 0x180, 2);
  put_little_endian(bytes, 0x236, xloadflags, 2);
  bytes.replace(0x380, version.size(), version);
  bytes.replace(0x380 + version.size(), 6, " (me) ");
  return bytes;
}

/// A bzImage whose packed kernel is `payload`, behind four sectors of setup code.
inline std::string made_up_bzimage_of(std::string_view payload,
                                      std::string_view version = "6.1.0") {
  constexpr std::size_t kCodeAt = std::size_t{5} * 512;
  constexpr std::size_t kPayloadOffset = 0x40;
  std::string bytes = made_up_bzimage(version);
  put_little_endian(bytes, 0x1f1, 4, 1);
  put_little_endian(bytes, 0x248, kPayloadOffset, 4);
  put_little_endian(bytes, 0x24c, payload.size(), 4);
  bytes.resize(kCodeAt + kPayloadOffset);
  return bytes.append(payload);
}

inline std::string made_up_arm64_image(std::string_view version) {
  std::string bytes(64, '\0');
  bytes.replace(56, 4, "ARM\x64");
  return bytes + "Linux version %s" + std::string(1, '\0') + "Linux version " +
         std::string(version) + " (me) #1";
}

/// A gzip member (RFC 1952) with one stored block; `bytes` has fewer than 65536.
inline std::string gzip_of(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320U : 0);
  }
  std::string packed("\x1f\x8b\x08\0\0\0\0\0\0\x03\x01", 11);
  const std::size_t size = bytes.size();
  put_little_endian(packed, packed.size(), size, 2);
  put_little_endian(packed, packed.size(), ~size, 2);
  packed += bytes;
  put_little_endian(packed, packed.size(), ~crc, 4);
  put_little_endian(packed, packed.size(), size, 4);
  return packed;
}

inline std::string made_up_zboot(std::string_view payload, std::uint16_t machine) {
  std::string bytes(0x80, '\0');
  bytes.replace(0, 2, "MZ");
  bytes.replace(4, 4, "zimg");
  put_little_endian(bytes, 8, 0x80, 4);
  put_little_endian(bytes, 12, payload.size(), 4);
  put_little_endian(bytes, 0x3c, 0x40, 4);
  bytes.replace(0x40, 2, "PE");
  put_little_endian(bytes, 0x44, machine, 2);
  return bytes.append(payload);
}

inline std::string made_up_vmlinux(std::string_view version, std::uint16_t machine) {
  std::string bytes(
      "\x7f"
      "ELF\x02\x01\x01",
      7);
  put_little_endian(bytes, 18, machine, 2);
  bytes.resize(64);
  return bytes + "Linux version " + std::string(version) + " (me)";
}

/// An ELF file whose .modinfo has these records, and which exports these symbols.
inline std::string made_up_module(const std::vector<std::string>& records,
                                  const std::vector<std::string>& symbols = {}) {
  std::string info;
  for (const std::string& record : records) info.append(record).push_back('\0');
  std::string exported;
  for (const std::string& symbol : symbols) exported.append(symbol).push_back('\0');
  const std::string names("\0.shstrtab\0.modinfo\0__ksymtab_strings\0", 38);
  std::string bytes(
      "\x7f"
      "ELF\x02\x01\x01",
      7);
  bytes.resize(64);
  const std::size_t names_at = bytes.size();
  bytes += names;
  const std::size_t info_at = bytes.size();
  bytes += info;
  const std::size_t exported_at = bytes.size();
  bytes += exported;
  const std::size_t table = bytes.size();
  const auto section = [&](std::size_t index, std::uint64_t name, std::uint64_t at,
                           std::uint64_t size) {
    put_little_endian(bytes, table + index * 64, name, 4);
    put_little_endian(bytes, table + index * 64 + 24, at, 8);
    put_little_endian(bytes, table + index * 64 + 32, size, 8);
    bytes.resize(table + (index + 1) * 64);
  };
  section(0, 0, 0, 0);
  section(1, 1, names_at, names.size());
  section(2, 11, info_at, info.size());
  section(3, 20, exported_at, exported.size());
  put_little_endian(bytes, 0x28, table, 8);
  put_little_endian(bytes, 0x3a, 64, 2);
  put_little_endian(bytes, 0x3c, 4, 2);
  put_little_endian(bytes, 0x3e, 1, 2);
  return bytes;
}

/// A module of kernel `version` that depends on others.
inline std::string module_for(const std::string& version, const std::string& depends = "",
                              const std::string& softdep = "") {
  std::vector<std::string> records{"license=GPL", "depends=" + depends,
                                   "vermagic=" + version + " SMP mod_unload "};
  if (!softdep.empty()) records.push_back("softdep=" + softdep);
  return made_up_module(records);
}

/// What a kernel built with CONFIG_IKCONFIG has in it.
inline std::string embedded(std::string_view config) {
  return "IKCFG_ST" + gzip_of(config) + "IKCFG_ED";
}

/// A cpio archive of (name, bytes) in the newc format.
inline std::string made_up_cpio(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string bytes;
  const auto add = [&](const std::string& name, const std::string& content, unsigned mode) {
    std::array<char, 111> header{};
    std::snprintf(header.data(), header.size(),
                  "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", 1U, mode, 0U, 0U,
                  1U, 0U, static_cast<unsigned>(content.size()), 0U, 0U, 0U, 0U,
                  static_cast<unsigned>(name.size() + 1), 0U);
    bytes.append(header.data(), 110).append(name).push_back('\0');
    bytes.resize((bytes.size() + 3) / 4 * 4);
    bytes += content;
    bytes.resize((bytes.size() + 3) / 4 * 4);
  };
  for (const auto& [name, content] : files) add(name, content, 0100644);
  add("TRAILER!!!", "", 0);
  return bytes;
}

/// An RPM package with headers of no tags, and `payload`.
inline std::string made_up_rpm(std::string_view payload) {
  constexpr std::string_view kHeader("\x8e\xad\xe8\x01\0\0\0\0", 8);
  std::string bytes = "\xed\xab\xee\xdb";
  bytes.resize(96);
  // The signatures: an index of one entry, five bytes of data; then three bytes up to a multiple of
  // eight.
  bytes.append(kHeader).append(std::string_view("\0\0\0\1\0\0\0\5", 8));
  bytes.resize(bytes.size() + 16 + 5 + 3);
  bytes.append(kHeader).append(std::string_view("\0\0\0\2\0\0\0\7", 8));
  bytes.resize(bytes.size() + 2 * 16 + 7);
  return bytes.append(payload);
}

/// An ar archive of (name, bytes), as a .deb is one.
inline std::string made_up_ar(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string bytes = "!<arch>\n";
  for (const auto& [name, content] : members) {
    std::string header(60, ' ');
    const std::string size = std::to_string(content.size());
    header.replace(0, name.size(), name);
    header.replace(16, 1, "0");
    header.replace(28, 1, "0");
    header.replace(34, 1, "0");
    header.replace(40, 6, "100644");
    header.replace(48, size.size(), size);
    header.replace(58, 2, "`\n");
    bytes += header + content;
    if (content.size() % 2 != 0) bytes += '\n';
  }
  return bytes;
}

}  // namespace oci2boot
