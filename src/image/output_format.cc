// SPDX-License-Identifier: Apache-2.0
#include "src/image/output_format.h"

#include <algorithm>
#include <array>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

constexpr std::string_view kWayOut =
    "name the output *.qcow2, *.img, *.vmdk, *.vdi, *.vhd or *.vhdx (a disk), initrd, initramfs, "
    "*.cpio or *.tar (with .gz, .zst, .xz, .lz4, .bz2 or .lzma if wanted), or give --format";

/// Extensions of outputs that a user may expect, so that the answer is not "unknown".
constexpr std::array<std::string_view, 4> kOtherOutputs = {"iso", "efi", "squashfs", "erofs"};

struct DiskExtension {
  std::string_view extension;
  DiskFormat format;
};

constexpr std::array kDiskExtensions = {
    DiskExtension{"img", DiskFormat::raw},   DiskExtension{"raw", DiskFormat::raw},
    DiskExtension{"ext4", DiskFormat::raw},  DiskExtension{"qcow2", DiskFormat::qcow2},
    DiskExtension{"vmdk", DiskFormat::vmdk}, DiskExtension{"vdi", DiskFormat::vdi},
    DiskExtension{"vhd", DiskFormat::vhd},   DiskExtension{"vhdx", DiskFormat::vhdx},
};

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
  std::optional<DiskFormat> disk;
  std::optional<CompressionMethod> compression;
};

std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view without_extension(std::string_view name) {
  return name.substr(0, name.rfind('.'));
}

std::string_view extension_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
}

std::optional<DiskFormat> find_disk(std::string_view extension) {
  for (const DiskExtension& disk : kDiskExtensions) {
    if (disk.extension == extension) return disk.format;
  }
  return std::nullopt;
}

bool is_named_initramfs(std::string_view name) {
  return name.starts_with("initrd") || name.starts_with("initramfs");
}

Named told_by(std::string_view name) {
  // "initrd.img" is what distributions call theirs.
  const std::optional<DiskFormat> disk = find_disk(extension_of(name));
  if (disk && (*disk != DiskFormat::raw || !is_named_initramfs(name))) {
    return {OutputFormat::disk, disk, std::nullopt};
  }
  for (const ShortExtension& tar : kShortTarExtensions) {
    if (name.ends_with(tar.extension)) return {OutputFormat::tar, std::nullopt, tar.method};
  }
  Named named;
  named.compression = compression_of_file_name(name);
  const std::string_view bare = named.compression ? without_extension(name) : name;
  const bool is_tar = bare.ends_with(".tar");
  if (is_tar) named.format = OutputFormat::tar;
  if ((is_tar || bare.ends_with(".cpio")) && !named.compression) {
    named.compression = CompressionMethod::none;
  }
  if (!is_tar && (bare.ends_with(".cpio") || is_named_initramfs(name))) {
    named.format = OutputFormat::initramfs;
  }
  return named;
}

struct AskedFormat {
  OutputFormat format;
  std::optional<DiskFormat> disk;
};

AskedFormat parse_format(std::string_view format) {
  if (format == "tar") return {OutputFormat::tar, std::nullopt};
  if (format == "initramfs" || format == "cpio") return {OutputFormat::initramfs, std::nullopt};
  if (const auto disk = find_disk(format)) return {OutputFormat::disk, disk};
  const bool later =
      std::find(kOtherOutputs.begin(), kOtherOutputs.end(), format) != kOtherOutputs.end();
  throw Error(ErrorCode::usage,
              "--format: '" + std::string(format) + "' " +
                  (later ? "cannot be made yet" : "is not known") +
                  "; use one of raw, qcow2, vmdk, vdi, vhd, vhdx, initramfs, tar");
}

std::string quoted(std::string_view output) {
  return "output '" + std::string(output) + "': ";
}

Error tells_no_format(std::string_view output, std::string_view name) {
  const bool is_packed = compression_of_file_name(name).has_value();
  const std::string extension(extension_of(is_packed ? without_extension(name) : name));
  std::string cause = "the name tells no format";
  if (std::find(kOtherOutputs.begin(), kOtherOutputs.end(), extension) != kOtherOutputs.end()) {
    cause = extension + " outputs cannot be made yet";
  } else if (is_packed && find_disk(extension)) {
    cause = "a disk is not packed as a whole, a compressed one is a .qcow2 with --compress zstd";
  }
  return {ErrorCode::usage, quoted(output) + cause + "; " + std::string(kWayOut)};
}

Error contradiction(std::string_view output, std::string_view by_name, std::string_view option,
                    std::string_view by_option) {
  return {ErrorCode::usage, quoted(output) + "the name says " + std::string(by_name) + " and " +
                                std::string(option) + " says " + std::string(by_option) +
                                "; change one of them"};
}

std::string_view format_name(const AskedFormat& asked) {
  switch (asked.format) {
    case OutputFormat::initramfs:
      return "initramfs";
    case OutputFormat::tar:
      return "tar";
    case OutputFormat::disk:
      break;
  }
  return disk_format_name(*asked.disk);
}

AskedFormat choose_format(std::string_view output, const Named& named,
                          const std::optional<std::string>& format) {
  if (!format) {
    if (output == "-") return {OutputFormat::tar, std::nullopt};
    if (!named.format) throw tells_no_format(output, base_name(output));
    return {*named.format, named.disk};
  }
  const AskedFormat asked = parse_format(*format);
  // A bare ".img" is anything's name.
  const bool says_little = named.disk == DiskFormat::raw && asked.format == OutputFormat::disk;
  if (named.format && !says_little && (*named.format != asked.format || named.disk != asked.disk)) {
    throw contradiction(output, format_name({*named.format, named.disk}), "--format",
                        format_name(asked));
  }
  return asked;
}

DiskFormatChoice choose_disk(std::string_view output, DiskFormat format,
                             const std::optional<std::string>& compress) {
  if (output == "-") {
    throw Error(ErrorCode::usage,
                "a disk cannot go to standard output, it is not written in order; name a file");
  }
  DiskFormatChoice choice{format, std::nullopt};
  if (!compress || *compress == "none") return choice;
  if (format != DiskFormat::qcow2) {
    throw Error(ErrorCode::usage, "--compress " + *compress + ": " +
                                      std::string(disk_format_name(format)) +
                                      " disks are not compressed, qcow2 ones can be");
  }
  choice.compression = parse_cluster_compression(*compress);
  return choice;
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
  const AskedFormat asked = choose_format(output, named, format);
  if (asked.format == OutputFormat::disk) {
    return {asked.format, std::nullopt, choose_disk(output, *asked.disk, compress), false};
  }
  return {asked.format, choose_compression(output, named, compress), {}, output == "-"};
}

bool names_tar(std::string_view output) {
  return told_by(base_name(output)).format == OutputFormat::tar;
}

}  // namespace oci2boot
