// SPDX-License-Identifier: Apache-2.0
#include "src/image/output_format.h"

#include <algorithm>
#include <array>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

constexpr std::string_view kWayOut =
    "this version makes an initramfs or a tar archive: name the output initrd, initramfs, *.cpio "
    "or *.tar, with .gz, .zst, .xz, .lz4, .bz2 or .lzma if wanted, or give --format initramfs or "
    "tar";

/// Extensions of outputs that a user may expect, so that the answer is not "unknown".
constexpr std::array<std::string_view, 10> kOtherOutputs = {
    "img", "raw", "ext4", "qcow2", "iso", "efi", "vmdk", "vdi", "vhdx", "squashfs"};

struct ShortExtension {
  std::string_view extension;
  CompressionMethod method;
};

/// As GNU tar's --auto-compress has them.
constexpr std::array kShortTarExtensions = {
    ShortExtension{".tgz", CompressionMethod::gzip},
    ShortExtension{".tzst", CompressionMethod::zstd},
    ShortExtension{".txz", CompressionMethod::xz},
    ShortExtension{".tbz2", CompressionMethod::bzip2},
};

/// What a name tells, so far as it does.
struct Named {
  std::optional<OutputFormat> format;
  std::optional<CompressionMethod> compression;
};

std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view without_extension(std::string_view name) {
  return name.substr(0, name.rfind('.'));
}

Named told_by(std::string_view name) {
  for (const ShortExtension& tar : kShortTarExtensions) {
    if (name.ends_with(tar.extension)) return {OutputFormat::tar, tar.method};
  }
  Named named;
  named.compression = compression_of_file_name(name);
  const std::string_view bare = named.compression ? without_extension(name) : name;
  const bool is_tar = bare.ends_with(".tar");
  if (is_tar) named.format = OutputFormat::tar;
  if ((is_tar || bare.ends_with(".cpio")) && !named.compression) {
    named.compression = CompressionMethod::none;
  }
  if (!is_tar &&
      (bare.ends_with(".cpio") || name.starts_with("initrd") || name.starts_with("initramfs"))) {
    named.format = OutputFormat::initramfs;
  }
  return named;
}

/// "qcow2" of both "root.qcow2" and "root.qcow2.gz".
std::string_view other_output(std::string_view name) {
  if (compression_of_file_name(name)) name = without_extension(name);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return {};
  const auto* const found =
      std::find(kOtherOutputs.begin(), kOtherOutputs.end(), name.substr(dot + 1));
  return found == kOtherOutputs.end() ? std::string_view{} : *found;
}

OutputFormat parse_format(std::string_view format) {
  if (format == "tar") return OutputFormat::tar;
  if (format == "initramfs" || format == "cpio") return OutputFormat::initramfs;
  const bool later =
      std::find(kOtherOutputs.begin(), kOtherOutputs.end(), format) != kOtherOutputs.end();
  throw Error(ErrorCode::usage, "--format: '" + std::string(format) + "' " +
                                    (later ? "cannot be made yet" : "is not known") + "; " +
                                    std::string(kWayOut));
}

std::string quoted(std::string_view output) {
  return "output '" + std::string(output) + "': ";
}

Error tells_no_format(std::string_view output, std::string_view name) {
  const std::string other(other_output(name));
  return {ErrorCode::usage,
          quoted(output) +
              (other.empty() ? "the name tells no format" : other + " outputs cannot be made yet") +
              "; " + std::string(kWayOut)};
}

Error contradiction(std::string_view output, std::string_view by_name, std::string_view option,
                    std::string_view by_option) {
  return {ErrorCode::usage, quoted(output) + "the name says " + std::string(by_name) + " and " +
                                std::string(option) + " says " + std::string(by_option) +
                                "; change one of them"};
}

std::string_view format_name(OutputFormat format) {
  return format == OutputFormat::tar ? "tar" : "initramfs";
}

OutputFormat choose_format(std::string_view output, const Named& named,
                           const std::optional<std::string>& format) {
  if (!format) {
    if (output == "-") return OutputFormat::tar;
    if (!named.format) throw tells_no_format(output, base_name(output));
    return *named.format;
  }
  const OutputFormat asked = parse_format(*format);
  if (named.format && *named.format != asked) {
    throw contradiction(output, format_name(*named.format), "--format", format_name(asked));
  }
  return asked;
}

std::optional<CompressionChoice> choose_compression(std::string_view output, const Named& named,
                                                    const std::optional<std::string>& compress) {
  // "root.tar" and "root.cpio" leave room for a compression that is asked for.
  const bool is_named = named.compression && *named.compression != CompressionMethod::none;
  if (!compress) {
    if (!named.compression) return std::nullopt;
    return at_default_level(*named.compression);
  }
  const CompressionChoice asked = parse_compression(*compress);
  if (is_named && *named.compression != asked.method) {
    throw contradiction(output, compression_name(*named.compression), "--compress",
                        compression_name(asked.method));
  }
  return asked;
}

}  // namespace

OutputChoice choose_output(std::string_view output, const std::optional<std::string>& format,
                           const std::optional<std::string>& compress) {
  const std::string_view name = base_name(output);
  if (name.empty() || name == "." || name == "..") {
    throw Error(ErrorCode::usage,
                quoted(output) +
                    "that is a folder, name a file in it (-o - | tar -x -C FOLDER "
                    "unpacks the image's files)");
  }
  const Named named = told_by(name);
  return {choose_format(output, named, format), choose_compression(output, named, compress),
          output == "-"};
}

}  // namespace oci2boot
