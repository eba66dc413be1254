// SPDX-License-Identifier: Apache-2.0
#include "src/image/output_format.h"

#include <algorithm>
#include <array>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

constexpr std::string_view kWayOut =
    "this version makes an initramfs: name the output initrd, initramfs or *.cpio, each with .gz, "
    ".zst, .xz, .lz4, .bz2 or .lzma if wanted, or give --format initramfs";

/// Extensions of outputs that a user may expect, so that the answer is not "unknown".
constexpr std::array<std::string_view, 11> kOtherOutputs = {
    "img", "raw", "ext4", "qcow2", "tar", "iso", "efi", "vmdk", "vdi", "vhdx", "squashfs"};

std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view without_extension(std::string_view name) {
  return name.substr(0, name.rfind('.'));
}

/// "tar" of both "root.tar" and "root.tar.gz".
std::string_view other_output(std::string_view name) {
  if (compression_of_file_name(name)) name = without_extension(name);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return {};
  const auto* const found =
      std::find(kOtherOutputs.begin(), kOtherOutputs.end(), name.substr(dot + 1));
  return found == kOtherOutputs.end() ? std::string_view{} : *found;
}

bool is_cpio_name(std::string_view name) {
  if (compression_of_file_name(name)) name = without_extension(name);
  return name.ends_with(".cpio");
}

void check_format(std::string_view format) {
  if (format == "initramfs" || format == "cpio") return;
  const bool later =
      std::find(kOtherOutputs.begin(), kOtherOutputs.end(), format) != kOtherOutputs.end();
  throw Error(ErrorCode::usage, "--format: '" + std::string(format) + "' " +
                                    (later ? "cannot be made yet" : "is not known") + "; " +
                                    std::string(kWayOut));
}

void check_name(std::string_view output, std::string_view name) {
  if (name.starts_with("initrd") || name.starts_with("initramfs") || is_cpio_name(name)) return;
  const std::string quoted = "output '" + std::string(output) + "'";
  if (const std::string_view other = other_output(name); !other.empty()) {
    throw Error(ErrorCode::usage, quoted + ": " + std::string(other) +
                                      " outputs cannot be made yet; " + std::string(kWayOut));
  }
  throw Error(ErrorCode::usage, quoted + ": the name tells no format; " + std::string(kWayOut));
}

}  // namespace

OutputChoice choose_output(std::string_view output, const std::optional<std::string>& format,
                           const std::optional<std::string>& compress) {
  OutputChoice choice;
  choice.to_standard_output = output == "-";
  const std::string_view name = base_name(output);
  if (name.empty() || name == "." || name == "..") {
    throw Error(ErrorCode::usage,
                "output '" + std::string(output) + "': that is a folder, name a file in it");
  }
  if (format) {
    check_format(*format);
  } else if (!choice.to_standard_output) {
    check_name(output, name);
  }

  const std::optional<CompressionMethod> named = compression_of_file_name(name);
  if (compress) {
    choice.compression = parse_compression(*compress);
    if (named && *named != choice.compression->method) {
      throw Error(ErrorCode::usage, "output '" + std::string(output) + "': the name says " +
                                        std::string(compression_name(*named)) +
                                        " and --compress says " +
                                        std::string(compression_name(choice.compression->method)) +
                                        "; change one of them");
    }
  } else if (named) {
    choice.compression = at_default_level(*named);
  } else if (is_cpio_name(name)) {
    choice.compression = CompressionChoice{};
  }
  return choice;
}

}  // namespace oci2boot
