// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/module_index.h"

#include <algorithm>
#include <span>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr std::uint32_t kMagic = 0xB007F457;
constexpr std::uint32_t kVersion = 0x00020001;
constexpr std::uint32_t kHasPrefix = 0x80000000;
constexpr std::uint32_t kHasValues = 0x40000000;
constexpr std::uint32_t kHasChildren = 0x20000000;
constexpr std::size_t kMaxOffset = 0x0FFFFFFF;
// Bounds the recursion below: every level takes at least one byte of a key.
constexpr std::size_t kMaxKey = 1024;

bool can_be_key(const std::string& key) {
  return !key.empty() && key.size() <= kMaxKey && std::all_of(key.begin(), key.end(), [](char c) {
    return static_cast<unsigned char>(c) - 1U < 0x7F;
  });
}

void put_big_endian(std::string& bytes, std::size_t at, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<char>(value >> (24 - 8 * i));
}

void append_big_endian(std::string& bytes, std::uint32_t value) {
  bytes.resize(bytes.size() + 4);
  put_big_endian(bytes, bytes.size() - 4, value);
}

class IndexWriter {
 public:
  IndexWriter() {
    append_big_endian(bytes, kMagic);
    append_big_endian(bytes, kVersion);
    append_big_endian(bytes, 0);  // where the root is, in the end
  }

  /// Writes the node of `entries` (sorted), whose keys agree in their first `depth` bytes, and
  /// returns where and what it is.
  std::uint32_t write(std::span<const IndexEntry> entries, std::size_t depth) {
    if (entries.empty()) return static_cast<std::uint32_t>(bytes.size());
    const std::string& first = entries.front().key;
    const std::string& last = entries.back().key;
    std::size_t end = depth;
    while (end < first.size() && end < last.size() && first[end] == last[end]) ++end;
    const auto below = std::find_if(entries.begin(), entries.end(), [&](const IndexEntry& entry) {
      return entry.key.size() > end;
    });
    const auto own = static_cast<std::size_t>(below - entries.begin());
    const std::vector<std::uint32_t> children = write_children(entries.subspan(own), end);

    if (bytes.size() > kMaxOffset) {
      throw Error(ErrorCode::invalid_image, "the kernel has more modules than an index can hold");
    }
    auto place = static_cast<std::uint32_t>(bytes.size());
    if (end > depth) {
      place |= kHasPrefix;
      bytes.append(first, depth, end - depth).push_back('\0');
    }
    if (!children.empty()) {
      place |= kHasChildren;
      bytes.push_back(entries[own].key[end]);
      bytes.push_back(last[end]);
      for (const std::uint32_t child : children) append_big_endian(bytes, child);
    }
    if (own > 0) {
      place |= kHasValues;
      append_values(entries.first(own));
    }
    return place;
  }

  std::string bytes;

 private:
  /// One place for each byte from the first to the last that the keys have at `depth`; 0: none.
  std::vector<std::uint32_t> write_children(std::span<const IndexEntry> entries,
                                            std::size_t depth) {
    std::vector<std::uint32_t> places;
    if (entries.empty()) return places;
    const char first = entries.front().key[depth];
    places.resize(static_cast<std::size_t>(entries.back().key[depth] - first) + 1);
    while (!entries.empty()) {
      const char byte = entries.front().key[depth];
      const auto end = std::find_if(entries.begin(), entries.end(), [&](const IndexEntry& entry) {
        return entry.key[depth] != byte;
      });
      const auto count = static_cast<std::size_t>(end - entries.begin());
      places[static_cast<std::size_t>(byte - first)] = write(entries.first(count), depth + 1);
      entries = entries.subspan(count);
    }
    return places;
  }

  void append_values(std::span<const IndexEntry> entries) {
    append_big_endian(bytes, static_cast<std::uint32_t>(entries.size()));
    for (const IndexEntry& entry : entries) {
      append_big_endian(bytes, entry.priority);
      bytes.append(entry.value).push_back('\0');
    }
  }
};

}  // namespace

std::string module_index(std::vector<IndexEntry> entries) {
  std::erase_if(entries, [](const IndexEntry& entry) { return !can_be_key(entry.key); });
  std::sort(entries.begin(), entries.end());
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
  IndexWriter writer;
  const std::uint32_t root = writer.write(entries, 0);
  put_big_endian(writer.bytes, 8, root);
  return std::move(writer.bytes);
}

}  // namespace oci2boot
