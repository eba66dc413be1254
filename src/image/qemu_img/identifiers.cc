// SPDX-License-Identifier: Apache-2.0
#include "src/image/qemu_img/identifiers.h"

#include <charconv>
#include <vector>

#include "oci2boot/hasher.h"

namespace oci2boot {
namespace {

constexpr std::size_t kStart = 65536;

}  // namespace

DiskIdentifier identifier_of(const BlockSource& disk) {
  std::vector<std::byte> start(kStart);
  disk.read(0, start);
  Hasher hasher;
  hasher.update(start);
  const Digest digest = hasher.finish();
  DiskIdentifier identifier{};
  for (std::size_t i = 0; i < identifier.size(); ++i) {
    unsigned byte = 0;
    const char* const digits = digest.hex().data() + 2 * i;
    std::from_chars(digits, digits + 2, byte, 16);
    identifier[i] = static_cast<std::byte>(byte);
  }
  // RFC 9562: version 8 is for such as are made otherwise.
  identifier[6] = (identifier[6] & std::byte{0x0f}) | std::byte{0x80};
  identifier[8] = (identifier[8] & std::byte{0x3f}) | std::byte{0x80};
  return identifier;
}

void settle_identifiers(OutputFile& file, DiskFormat format, const DiskIdentifier& identifier) {
  switch (format) {
    case DiskFormat::raw:
    case DiskFormat::qcow2:
      return;
    case DiskFormat::vmdk:
      return settle_vmdk(file);
    case DiskFormat::vdi:
      return settle_vdi(file, identifier);
    case DiskFormat::vhd:
      return settle_vhd(file, identifier);
    case DiskFormat::vhdx:
      return settle_vhdx(file, identifier);
  }
}

}  // namespace oci2boot
