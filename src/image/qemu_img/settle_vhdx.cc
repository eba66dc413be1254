// SPDX-License-Identifier: Apache-2.0
// After Microsoft's MS-VHDX, "Virtual Hard Disk v2 (VHDX) File Format".
#include <algorithm>
#include <optional>

#include "src/image/ext4/crc32c.h"
#include "src/image/qemu_img/file_field.h"
#include "src/image/qemu_img/identifiers.h"

namespace oci2boot {
namespace {

constexpr std::uint64_t kKiB = 1024;

// Headers (2.2.2): two, of which the one with the higher sequence number counts.
constexpr std::array<std::uint64_t, 2> kHeadersAt = {64 * kKiB, 128 * kKiB};
constexpr std::size_t kHeaderSize = 4096;
constexpr std::size_t kChecksumAt = 4;
constexpr std::size_t kSequenceAt = 8;
constexpr std::size_t kFileWriteAt = 16;
constexpr std::size_t kDataWriteAt = 32;
constexpr std::size_t kLogIdAt = 48;
constexpr std::size_t kLogLengthAt = 68;
constexpr std::size_t kLogAt = 72;
constexpr std::uint64_t kMostLog = 64 * kKiB * kKiB;

// Tables (2.2.3 and 2.6.1): a header, then entries of 32 bytes that begin with what they are of.
constexpr std::uint64_t kRegionTableAt = 192 * kKiB;
constexpr std::size_t kTableSize = 64 * kKiB;
constexpr std::size_t kRegionEntriesAt = 16;
constexpr std::size_t kMetadataEntriesAt = 32;
constexpr std::size_t kEntrySize = 32;

using Guid = std::array<std::uint8_t, 16>;
constexpr Guid kMetadataRegion = {0x06, 0xa2, 0x7c, 0x8b, 0x90, 0x47, 0x9a, 0x4b,
                                  0xb8, 0xfe, 0x57, 0x5f, 0x05, 0x0f, 0x88, 0x6e};
constexpr Guid kVirtualDiskId = {0xab, 0x12, 0xca, 0xbe, 0xe6, 0xb2, 0x23, 0x45,
                                 0x93, 0xef, 0xc3, 0x09, 0xe0, 0x00, 0xc7, 0x46};

std::optional<std::size_t> find_entry(std::span<const std::byte> table, std::size_t first,
                                      const Guid& guid) {
  const std::span<const std::byte> wanted = std::as_bytes(std::span(guid));
  for (std::size_t at = first; at + kEntrySize <= table.size(); at += kEntrySize) {
    if (std::equal(wanted.begin(), wanted.end(), table.begin() + static_cast<std::ptrdiff_t>(at))) {
      return at;
    }
  }
  return std::nullopt;
}

void put(std::span<const std::byte> value, std::span<std::byte> bytes, std::size_t at) {
  std::copy(value.begin(), value.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
}

void settle_header(std::span<std::byte> header, std::uint64_t sequence,
                   const DiskIdentifier& guid) {
  put_little_endian(std::span(header), kSequenceAt, sequence);
  put(guid, header, kFileWriteAt);
  put(guid, header, kDataWriteAt);
  put_little_endian(std::span(header), kChecksumAt, std::uint32_t{0});
  put_little_endian(std::span(header), kChecksumAt, ~crc32c(~std::uint32_t{0}, header));
}

/// What was logged has been done, and has the identifier of the log's last use in it.
void clear_log(OutputFile& file, std::span<const std::byte> header) {
  const auto offset = little_endian_at<std::uint64_t>(header, kLogAt);
  const auto length = little_endian_at<std::uint32_t>(header, kLogLengthAt);
  if (length <= kMostLog) write_part(file, offset, std::vector<std::byte>(length));
}

bool has_empty_log(std::span<const std::byte> header) {
  const std::span<const std::byte> id = header.subspan(kLogIdAt, 16);
  return std::all_of(id.begin(), id.end(), [](std::byte byte) { return byte == std::byte{0}; });
}

void settle_virtual_disk_id(OutputFile& file, const DiskIdentifier& guid) {
  const std::vector<std::byte> regions = read_part(file, kRegionTableAt, kTableSize);
  const auto region = find_entry(regions, kRegionEntriesAt, kMetadataRegion);
  if (!has_text(regions, 0, "regi") || !region) return;
  const auto metadata_at = little_endian_at<std::uint64_t>(regions, *region + 16);
  const std::vector<std::byte> metadata = read_part(file, metadata_at, kTableSize);
  const auto item = find_entry(metadata, kMetadataEntriesAt, kVirtualDiskId);
  if (!has_text(metadata, 0, "metadata") || !item) return;
  write_part(file, metadata_at + little_endian_at<std::uint32_t>(metadata, *item + 16), guid);
}

}  // namespace

void settle_vhdx(OutputFile& file, const DiskIdentifier& identifier) {
  std::array<std::vector<std::byte>, 2> headers;
  for (std::size_t i = 0; i < 2; ++i) {
    headers[i] = read_part(file, kHeadersAt[i], kHeaderSize);
    if (!has_text(headers[i], 0, "head")) return;
  }
  const bool second_counts = little_endian_at<std::uint64_t>(headers[0], kSequenceAt) <
                             little_endian_at<std::uint64_t>(headers[1], kSequenceAt);
  const std::vector<std::byte>& current = headers[second_counts ? 1 : 0];
  if (!has_empty_log(current)) return;
  const DiskIdentifier guid = as_guid(identifier);
  clear_log(file, current);
  settle_header(headers[0], second_counts ? 1 : 2, guid);
  settle_header(headers[1], second_counts ? 2 : 1, guid);
  for (std::size_t i = 0; i < 2; ++i) write_part(file, kHeadersAt[i], headers[i]);
  settle_virtual_disk_id(file, guid);
}

}  // namespace oci2boot
