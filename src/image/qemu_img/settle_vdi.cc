// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "src/image/qemu_img/file_field.h"
#include "src/image/qemu_img/identifiers.h"

namespace oci2boot {
namespace {

// QEMU's block/vdi.c, VdiHeader.
constexpr std::size_t kHeaderSize = 512;
constexpr std::size_t kSignatureAt = 0x40;
constexpr std::uint32_t kSignature = 0xbeda107f;
constexpr std::size_t kImageAt = 0x188;
constexpr std::size_t kLastSnapshotAt = 0x198;

}  // namespace

void settle_vdi(OutputFile& file, const DiskIdentifier& identifier) {
  std::vector<std::byte> header = read_part(file, 0, kHeaderSize);
  if (little_endian_at<std::uint32_t>(header, kSignatureAt) != kSignature) return;
  const DiskIdentifier image = as_guid(identifier);
  DiskIdentifier snapshot = image;
  snapshot[15] ^= std::byte{1};
  std::copy(image.begin(), image.end(), header.begin() + kImageAt);
  std::copy(snapshot.begin(), snapshot.end(), header.begin() + kLastSnapshotAt);
  write_part(file, 0, header);
}

}  // namespace oci2boot
