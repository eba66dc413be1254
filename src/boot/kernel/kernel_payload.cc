// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/kernel_payload.h"

#include <cstdint>
#include <memory>
#include <span>

#include "oci2boot/byte_source.h"
#include "oci2boot/decompress.h"
#include "oci2boot/error.h"
#include "src/boot/kernel/little_endian.h"
#include "src/boot/kernel/unpack_lz4.h"

namespace oci2boot {

namespace {

constexpr std::uint64_t kUnpackedLimit = 256U << 20;
constexpr std::uint64_t kConfigLimit = 4U << 20;
constexpr std::size_t kAppendedSize = 4;
constexpr std::string_view kElf(
    "\x7f"
    "ELF");

Compression compression_of(std::string_view packed) {
  const std::string_view head = packed.substr(0, kCompressionMagicSize);
  return recognise_compression(std::as_bytes(std::span(head)));
}

/// Whose end is told by the unpacked size in four bytes, which the build appends to all formats but
/// gzip: that has it anyway (size_append in scripts/Makefile.lib).
bool has_size_appended(std::string_view packed) {
  const Compression compression = compression_of(packed);
  return packed.size() > kAppendedSize && compression != Compression::gzip &&
         compression != Compression::none;
}

std::string unpack(std::string_view packed) {
  if (is_legacy_lz4(packed)) return unpack_legacy_lz4(packed, kUnpackedLimit);
  const std::unique_ptr<ByteSource> source =
      decompress(std::make_unique<MemorySource>(std::string(packed)));
  return read_all(*source, kUnpackedLimit, "the unpacked kernel");
}

/// payload_offset and payload_length count from the kernel's 32-bit code, behind the boot sector
/// and setup_sects sectors more (Documentation/arch/x86/boot.rst; since protocol 2.08).
std::optional<std::string_view> bzimage_payload(std::string_view bytes) {
  constexpr std::uint16_t kHasPayload = 0x0208;
  constexpr std::uint64_t kSector = 512;
  const auto protocol = little_endian<std::uint16_t>(bytes, 0x206);
  const auto setup_sectors = little_endian<std::uint8_t>(bytes, 0x1f1);
  const auto offset = little_endian<std::uint32_t>(bytes, 0x248);
  const auto size = little_endian<std::uint32_t>(bytes, 0x24c);
  if (!protocol || *protocol < kHasPayload || !setup_sectors || !offset || !size) {
    return std::nullopt;
  }
  const std::uint64_t sectors = *setup_sectors == 0 ? 4 : *setup_sectors;
  return slice(bytes, (sectors + 1) * kSector + *offset, *size);
}

/// drivers/firmware/efi/libstub/zboot-header.S
std::optional<std::string_view> zboot_payload(std::string_view bytes) {
  const auto offset = little_endian<std::uint32_t>(bytes, 8);
  const auto size = little_endian<std::uint32_t>(bytes, 12);
  return offset && size ? slice(bytes, *offset, *size) : std::nullopt;
}

}  // namespace

std::optional<std::string_view> kernel_payload(const KernelImage& image, std::string_view bytes) {
  switch (image.format) {
    case KernelFormat::bzimage:
      return bzimage_payload(bytes);
    case KernelFormat::zboot:
      return zboot_payload(bytes);
    case KernelFormat::arm64_image:  // an Image.gz, or an Image as it is
    case KernelFormat::elf:
      break;
  }
  return bytes;
}

std::string unpacked_kernel(const KernelImage& image, std::string_view bytes) {
  if (image.format == KernelFormat::elf) return std::string(bytes);
  std::optional<std::string_view> payload = kernel_payload(image, bytes);
  if (!payload) {
    throw Error(ErrorCode::invalid_image, "it does not say where in it the packed kernel lies");
  }
  if (image.format == KernelFormat::zboot && compression_of(*payload) == Compression::none) {
    throw Error(ErrorCode::invalid_image, "it is packed in a way that is not known");
  }
  const bool is_bzimage = image.format == KernelFormat::bzimage;
  if (is_bzimage && has_size_appended(*payload)) payload->remove_suffix(kAppendedSize);
  std::string kernel = unpack(*payload);
  if (is_bzimage && !kernel.starts_with(kElf)) {
    throw Error(ErrorCode::invalid_image, "what it unpacks is no ELF file");
  }
  return kernel;
}

std::optional<std::string> embedded_config(std::string_view unpacked) {
  constexpr std::string_view kStart = "IKCFG_ST\x1f\x8b";
  constexpr std::string_view kEnd = "IKCFG_ED";
  constexpr std::size_t kMagicSize = 8;
  const std::size_t start = unpacked.find(kStart);
  if (start == std::string_view::npos) return std::nullopt;
  const std::string_view packed = unpacked.substr(start + kMagicSize, kConfigLimit);
  const std::size_t size = packed.find(kEnd);
  if (size == std::string_view::npos) return std::nullopt;
  try {
    const std::unique_ptr<ByteSource> text =
        decompress(std::make_unique<MemorySource>(std::string(packed.substr(0, size))));
    return read_all(*text, kConfigLimit, "the configuration");
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace oci2boot
