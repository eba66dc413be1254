// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/kernel_image.h"

#include <cstdint>

#include "oci2boot/error.h"
#include "src/boot/kernel/kernel_payload.h"
#include "src/boot/kernel/little_endian.h"

namespace oci2boot {

namespace {

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

std::optional<KernelImage> bzimage_of_head(std::string_view bytes) {
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

bool is_arm64_image(std::string_view bytes) {
  return slice(bytes, 56, 4) == "ARM\x64";
}

std::optional<KernelImage> arm64_of_head(std::string_view head) {
  if (!is_arm64_image(head)) return std::nullopt;
  return KernelImage{KernelFormat::arm64_image, "arm64", ""};
}

constexpr std::string_view kGzip = "\x1f\x8b";

/// Only arm64's build makes an Image.gz that boot loaders take.
std::optional<KernelImage> gzip_of_head(std::string_view head) {
  if (!head.starts_with(kGzip)) return std::nullopt;
  return KernelImage{KernelFormat::arm64_image, "arm64", ""};
}

std::optional<KernelImage> elf_of_head(std::string_view head) {
  constexpr std::string_view kLittleEndian64(
      "\x7f"
      "ELF\x02\x01",
      6);
  constexpr std::string_view kLittleEndian32(
      "\x7f"
      "ELF\x01\x01",
      6);
  if (!head.starts_with(kLittleEndian64) && !head.starts_with(kLittleEndian32)) {
    return std::nullopt;
  }
  std::string architecture;
  switch (little_endian<std::uint16_t>(head, 18).value_or(0)) {
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
  return KernelImage{KernelFormat::elf, architecture, ""};
}

std::optional<KernelImage> zboot_of_head(std::string_view head) {
  if (!head.starts_with("MZ") || slice(head, 4, 4) != "zimg") return std::nullopt;
  const auto pe_header = little_endian<std::uint32_t>(head, 0x3c);
  if (!pe_header) return std::nullopt;
  const std::uint64_t machine_at = std::uint64_t{*pe_header} + 4;  // behind "PE\0\0"
  std::string architecture;
  switch (little_endian<std::uint16_t>(head, machine_at).value_or(0)) {
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
  return KernelImage{KernelFormat::zboot, architecture, ""};
}

/// Empty when it is broken, too large or packed in a way unknown here.
std::string unpacked_or_empty(const KernelImage& image, std::string_view bytes) {
  try {
    return unpacked_kernel(image, bytes);
  } catch (const Error&) {
    return {};
  }
}

}  // namespace

std::optional<KernelImage> kernel_of_head(std::string_view head) {
  for (const auto recognise :
       {bzimage_of_head, zboot_of_head, arm64_of_head, elf_of_head, gzip_of_head}) {
    if (std::optional<KernelImage> kernel = recognise(head)) return kernel;
  }
  return std::nullopt;
}

std::optional<KernelImage> recognise_kernel(std::string_view bytes) {
  std::optional<KernelImage> kernel = kernel_of_head(bytes);
  if (!kernel) return std::nullopt;
  switch (kernel->format) {
    case KernelFormat::bzimage:
      return kernel;
    case KernelFormat::zboot:
      if (!kernel_payload(*kernel, bytes)) return std::nullopt;
      kernel->version = version_in_banner(unpacked_or_empty(*kernel, bytes));
      return kernel;
    case KernelFormat::arm64_image: {
      const bool is_packed = bytes.starts_with(kGzip);
      const std::string unpacked = is_packed ? unpacked_or_empty(*kernel, bytes) : std::string();
      const std::string_view image = is_packed ? unpacked : bytes;
      if (!is_arm64_image(image)) return std::nullopt;
      kernel->version = version_in_banner(image);
      return kernel;
    }
    case KernelFormat::elf:
      // Every other program is an ELF file too; the banner is what makes it a kernel.
      kernel->version = version_in_banner(bytes);
      if (kernel->version.empty()) return std::nullopt;
      return kernel;
  }
  return std::nullopt;
}

}  // namespace oci2boot
