// SPDX-License-Identifier: Apache-2.0
#include "src/image/qcow2/header.h"

#include <string_view>

#include "src/image/qcow2/big_endian.h"

namespace oci2boot::qcow2 {
namespace {

constexpr std::uint32_t kFeatureNames = 0x6803f857;
constexpr std::size_t kFeatureNamesSize = 48;  // of one feature
constexpr std::uint64_t kSector = 512;
constexpr std::uint32_t kRefcountOrder = 4;

void append(std::vector<std::byte>& bytes, std::string_view text, std::size_t size) {
  const auto* const begin = reinterpret_cast<const std::byte*>(text.data());
  bytes.insert(bytes.end(), begin, begin + text.size());
  bytes.resize(bytes.size() + size - text.size());
}

template <class Number>
void append(std::vector<std::byte>& bytes, Number number) {
  bytes.resize(bytes.size() + sizeof number);
  put_big_endian(number, std::span(bytes).last(sizeof number));
}

/// What a reader that does not know the feature can call it.
void append_feature_name(std::vector<std::byte>& bytes) {
  append(bytes, kFeatureNames);
  append(bytes, static_cast<std::uint32_t>(kFeatureNamesSize));
  append(bytes, std::uint8_t{0});  // incompatible
  append(bytes, std::uint8_t{3});  // its bit
  append(bytes, "compression type", kFeatureNamesSize - 2);
}

/// The lowest bit of a compressed entry that belongs to the number of sectors.
std::uint32_t sectors_shift(std::uint32_t cluster_bits) {
  return 62 - (cluster_bits - 8);
}

}  // namespace

Header decode(std::span<const std::byte, kHeaderSize> bytes) {
  const auto u32 = [&](std::size_t at) { return big_endian<std::uint32_t>(bytes.subspan(at, 4)); };
  const auto u64 = [&](std::size_t at) { return big_endian<std::uint64_t>(bytes.subspan(at, 8)); };
  Header header;
  header.version = u32(4);
  header.backing_file_offset = u64(8);
  header.cluster_bits = u32(20);
  header.size = u64(24);
  header.crypt_method = u32(32);
  header.l1_entries = u32(36);
  header.l1_offset = u64(40);
  header.refcount_table_offset = u64(48);
  header.refcount_table_clusters = u32(56);
  header.header_length = kVersion2Size;
  if (header.version < 3) return header;
  header.incompatible_features = u64(72);
  header.header_length = u32(100);
  if (header.header_length > kVersion3Size) {
    header.compression_type = std::to_integer<std::uint8_t>(bytes[104]);
  }
  return header;
}

std::vector<std::byte> encode(const Header& header) {
  std::vector<std::byte> bytes;
  append(bytes, kMagic);
  append(bytes, header.version);
  append(bytes, header.backing_file_offset);
  append(bytes, std::uint32_t{0});  // length of the backing file's name
  append(bytes, header.cluster_bits);
  append(bytes, header.size);
  append(bytes, header.crypt_method);
  append(bytes, header.l1_entries);
  append(bytes, header.l1_offset);
  append(bytes, header.refcount_table_offset);
  append(bytes, header.refcount_table_clusters);
  append(bytes, std::uint32_t{0});  // snapshots
  append(bytes, std::uint64_t{0});  // and their place
  append(bytes, header.incompatible_features);
  append(bytes, std::uint64_t{0});  // compatible features
  append(bytes, std::uint64_t{0});  // features that writers must clear when they do not know them
  append(bytes, kRefcountOrder);
  append(bytes, header.header_length);
  append(bytes, header.compression_type);
  bytes.resize(kHeaderSize);
  if ((header.incompatible_features & kCompressionType) != 0) append_feature_name(bytes);
  append(bytes, std::uint64_t{0});  // no more extensions
  return bytes;
}

CompressedPlace compressed_place(std::uint64_t l2_entry, std::uint32_t cluster_bits) {
  const std::uint32_t shift = sectors_shift(cluster_bits);
  const std::uint64_t offset = l2_entry & ((std::uint64_t{1} << shift) - 1);
  const std::uint64_t more_sectors = (l2_entry & (kCompressed - 1)) >> shift;
  return {offset, (more_sectors + 1) * kSector - offset % kSector};
}

std::uint64_t compressed_entry(std::uint64_t offset, std::uint64_t length,
                               std::uint32_t cluster_bits) {
  const std::uint64_t more_sectors = (offset + length - 1) / kSector - offset / kSector;
  return kCompressed | (more_sectors << sectors_shift(cluster_bits)) | offset;
}

}  // namespace oci2boot::qcow2
