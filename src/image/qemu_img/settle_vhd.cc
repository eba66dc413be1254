// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "src/image/qcow2/big_endian.h"
#include "src/image/qemu_img/file_field.h"
#include "src/image/qemu_img/identifiers.h"

namespace oci2boot {
namespace {

// Microsoft's "Virtual Hard Disk Image Format Specification", "Hard Disk Footer Format". A disk
// that grows has it twice.
constexpr std::size_t kFooterSize = 512;
constexpr std::size_t kTimeAt = 24;
constexpr std::size_t kChecksumAt = 64;
constexpr std::size_t kIdentifierAt = 68;

std::uint32_t checksum(std::span<const std::byte> footer) {
  std::uint32_t sum = 0;
  for (const std::byte byte : footer) sum += std::to_integer<std::uint32_t>(byte);
  return ~sum;
}

void settle_footer(OutputFile& file, std::uint64_t offset, const DiskIdentifier& identifier) {
  std::vector<std::byte> footer = read_part(file, offset, kFooterSize);
  if (!has_text(footer, 0, "conectix")) return;
  const std::span<std::byte> bytes(footer);
  qcow2::put_big_endian(std::uint32_t{0}, bytes.subspan(kTimeAt));
  qcow2::put_big_endian(std::uint32_t{0}, bytes.subspan(kChecksumAt));
  std::copy(identifier.begin(), identifier.end(), footer.begin() + kIdentifierAt);
  qcow2::put_big_endian(checksum(bytes), bytes.subspan(kChecksumAt));
  write_part(file, offset, footer);
}

}  // namespace

void settle_vhd(OutputFile& file, const DiskIdentifier& identifier) {
  const std::uint64_t size = file.size();
  if (size < 2 * kFooterSize) return;
  settle_footer(file, 0, identifier);
  settle_footer(file, size - kFooterSize, identifier);
}

}  // namespace oci2boot
