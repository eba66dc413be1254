// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/kernel_image.h"

#include <cstdint>
#include <memory>

#include "oci2boot/byte_source.h"
#include "oci2boot/decompress.h"
#include "oci2boot/error.h"
#include "src/boot/kernel/little_endian.h"

namespace oci2boot {

namespace {

constexpr std::uint64_t kUnpackedLimit = 512U << 20;
constexpr std::size_t kMaxVersion = 64;  // __NEW_UTS_LEN

/// A version and what follows it, as in "6.1.0-9-amd64 (user@host) #1 SMP": the first word, when
/// it looks like a version.
std::string first_word(std::string_view text) {
  const std::string_view word =
      text.substr(0, std::min(kMaxVersion, text.find_first_of(std::string_view(" \0\n", 3))));
  const bool is_version = !word.empty() && word.front() >= '0' && word.front() <= '9' &&
                          word.find('/') == std::string_view::npos;
  return is_version ? std::string(word) : std::string();
}

/// linux_banner (init/version-timestamp.c) stands in every kernel that is not packed.
std::string version_in_banner(std::string_view bytes) {
  constexpr std::string_view kBanner = "Linux version ";
  for (std::size_t at = bytes.find(kBanner); at != std::string_view::npos;
       at = bytes.find(kBanner, at + 1)) {
    std::string version = first_word(bytes.substr(at + kBanner.size()));
    if (!version.empty()) return version;
  }
  return {};
}

std::optional<KernelImage> recognise_bzimage(std::string_view bytes) {
  constexpr std::size_t kSetupHeader = 0x200;
  constexpr std::uint16_t kLoadsFrom64Bit = 1;  // XLF_KERNEL_64, since protocol 2.12
  if (slice(bytes, 0x202, 4) != "HdrS") return std::nullopt;
  const auto protocol = little_endian<std::uint16_t>(bytes, 0x206);
  const auto version_offset = little_endian<std::uint16_t>(bytes, 0x20e);
  const auto xloadflags = little_endian<std::uint16_t>(bytes, 0x236);
  if (!protocol || !version_offset || !xloadflags) return std::nullopt;
  KernelImage kernel{KernelFormat::bzimage, "386", ""};
  if (*protocol >= 0x020c && (*xloadflags & kLoadsFrom64Bit) != 0) kernel.architecture = "amd64";
  const std::size_t at = kSetupHeader + *version_offset;
  if (*version_offset != 0 && at < bytes.size()) kernel.version = first_word(bytes.substr(at));
  return kernel;
}

std::optional<KernelImage> recognise_arm64(std::string_view bytes) {
  if (slice(bytes, 56, 4) != "ARM\x64") return std::nullopt;
  return KernelImage{KernelFormat::arm64_image, "arm64", version_in_banner(bytes)};
}

std::optional<KernelImage> recognise_elf(std::string_view bytes) {
  constexpr std::string_view kLittleEndian64(
      "\x7f"
      "ELF\x02\x01",
      6);
  constexpr std::string_view kLittleEndian32(
      "\x7f"
      "ELF\x01\x01",
      6);
  if (!bytes.starts_with(kLittleEndian64) && !bytes.starts_with(kLittleEndian32)) {
    return std::nullopt;
  }
  std::string architecture;
  switch (little_endian<std::uint16_t>(bytes, 18).value_or(0)) {
    case 3:
      architecture = "386";
      break;
    case 62:
      architecture = "amd64";
      break;
    case 183:
      architecture = "arm64";
      break;
    case 243:
      architecture = "riscv64";
      break;
    default:
      return std::nullopt;
  }
  // Every other program is an ELF file too; the banner is what makes it a kernel.
  std::string version = version_in_banner(bytes);
  if (version.empty()) return std::nullopt;
  return KernelImage{KernelFormat::elf, architecture, version};
}

/// The unpacked bytes, or nothing when they are broken, too many or packed in a way unknown here.
std::string unpack(std::string_view packed) {
  try {
    const std::unique_ptr<ByteSource> source =
        decompress(std::make_unique<MemorySource>(std::string(packed)));
    return read_all(*source, kUnpackedLimit, "a kernel");
  } catch (const Error&) {
    return {};
  }
}

std::optional<KernelImage> recognise_zboot(std::string_view bytes) {
  if (!bytes.starts_with("MZ") || slice(bytes, 4, 4) != "zimg") return std::nullopt;
  const auto payload_offset = little_endian<std::uint32_t>(bytes, 8);
  const auto payload_size = little_endian<std::uint32_t>(bytes, 12);
  const auto pe_header = little_endian<std::uint32_t>(bytes, 0x3c);
  if (!payload_offset || !payload_size || !pe_header) return std::nullopt;
  const std::uint64_t machine_at = std::uint64_t{*pe_header} + 4;  // behind "PE\0\0"
  std::string architecture;
  switch (little_endian<std::uint16_t>(bytes, machine_at).value_or(0)) {
    case 0x8664:
      architecture = "amd64";
      break;
    case 0xaa64:
      architecture = "arm64";
      break;
    case 0x5064:
      architecture = "riscv64";
      break;
    default:
      return std::nullopt;
  }
  const auto payload = slice(bytes, *payload_offset, *payload_size);
  if (!payload) return std::nullopt;
  return KernelImage{KernelFormat::zboot, architecture, version_in_banner(unpack(*payload))};
}

std::optional<KernelImage> recognise_gzip(std::string_view bytes) {
  if (!bytes.starts_with("\x1f\x8b")) return std::nullopt;
  return recognise_arm64(unpack(bytes));
}

}  // namespace

std::optional<KernelImage> recognise_kernel(std::string_view bytes) {
  for (const auto recognise :
       {recognise_bzimage, recognise_zboot, recognise_arm64, recognise_elf, recognise_gzip}) {
    if (std::optional<KernelImage> kernel = recognise(bytes)) return kernel;
  }
  return std::nullopt;
}

}  // namespace oci2boot
