// SPDX-License-Identifier: Apache-2.0
// The first bytes of a qcow2 file, and the shape of what they lead to. Everything here is from
// QEMU's docs/interop/qcow2.txt.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace oci2boot::qcow2 {

constexpr std::uint32_t kMagic = 0x514649fb;  // "QFI\xfb"
constexpr std::size_t kVersion2Size = 72;
constexpr std::size_t kVersion3Size = 104;
constexpr std::size_t kHeaderSize = 112;  // with the compression type

enum Incompatible : std::uint64_t {
  kDirty = 1U << 0U,            // reference counts may be wrong; nothing else is
  kCorrupt = 1U << 1U,          // mappings may be wrong too
  kExternalData = 1U << 2U,     // clusters lie in another file
  kCompressionType = 1U << 3U,  // another one than zlib
  kExtendedL2 = 1U << 4U,       // entries of 128 bits
};

enum CompressionType : std::uint8_t { kZlib = 0, kZstd = 1 };

struct Header {
  std::uint32_t version = 3;
  std::uint64_t backing_file_offset = 0;
  std::uint32_t cluster_bits = 16;
  std::uint64_t size = 0;
  std::uint32_t crypt_method = 0;
  std::uint32_t l1_entries = 0;
  std::uint64_t l1_offset = 0;
  std::uint64_t refcount_table_offset = 0;
  std::uint32_t refcount_table_clusters = 0;
  std::uint64_t incompatible_features = 0;
  std::uint32_t header_length = kHeaderSize;
  std::uint8_t compression_type = kZlib;
};

/// `bytes` are the first kHeaderSize ones of the file, and begin with the magic number. Fields that
/// the file's version does not have are as an old reader would take them. Judges nothing.
Header decode(std::span<const std::byte, kHeaderSize> bytes);

/// The header of version 3 with its extensions: reference counts of 16 bits, no snapshots, no
/// backing file.
std::vector<std::byte> encode(const Header& header);

// Entries of L1 and L2 tables.
constexpr std::uint64_t kCopied = std::uint64_t{1} << 63U;      // the reference count is 1
constexpr std::uint64_t kCompressed = std::uint64_t{1} << 62U;  // of L2 alone
constexpr std::uint64_t kReadsAsZeros = 1;                      // of L2 alone, from version 3 on
constexpr std::uint64_t kOffsetMask = 0x00fffffffffffe00;

/// Where the bytes of a compressed cluster lie: from `offset` to the end of the last of the sectors
/// of 512 bytes that they touch.
struct CompressedPlace {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

CompressedPlace compressed_place(std::uint64_t l2_entry, std::uint32_t cluster_bits);

/// `length` is what was written, at least 1.
std::uint64_t compressed_entry(std::uint64_t offset, std::uint64_t length,
                               std::uint32_t cluster_bits);

}  // namespace oci2boot::qcow2
