// SPDX-License-Identifier: Apache-2.0
#include "src/image/disk_formats.h"

#include <string>

#include "oci2boot/error.h"
#include "src/image/compression.h"
#include "src/image/qcow2/qcow2_compressor.h"
#include "src/image/qcow2/qcow2_file.h"
#include "src/image/qemu_img/identifiers.h"
#include "src/image/qemu_img/qemu_img.h"
#include "src/image/raw_file.h"
#include "src/image/scratch_disk.h"

namespace oci2boot {
namespace {

std::unique_ptr<BlockFile> make_compressed_qcow2(OutputFile& file, ClusterCompression compression,
                                                 const std::filesystem::path& scratch_folder,
                                                 unsigned threads) {
  return std::make_unique<ScratchDisk>(
      scratch_folder, [&file, compression, threads](BlockFile& disk, int) {
        RawFile packed(file.descriptor(), file.description(), RawFile::Keep::yes);
        write_compressed_qcow2(disk, compression, threads, packed);
      });
}

std::unique_ptr<BlockFile> make_with_qemu_img(OutputFile& file, DiskFormat format,
                                              const std::filesystem::path& scratch_folder) {
  return std::make_unique<ScratchDisk>(scratch_folder,
                                       [&file, format](const BlockFile& disk, int descriptor) {
                                         convert_with_qemu_img(descriptor, format, file);
                                         settle_identifiers(file, format, identifier_of(disk));
                                       });
}

}  // namespace

std::string_view disk_format_name(DiskFormat format) {
  switch (format) {
    case DiskFormat::raw:
      return "raw";
    case DiskFormat::qcow2:
      return "qcow2";
    case DiskFormat::vmdk:
      return "vmdk";
    case DiskFormat::vdi:
      return "vdi";
    case DiskFormat::vhd:
      return "vhd";
    case DiskFormat::vhdx:
      break;
  }
  return "vhdx";
}

std::string_view qemu_format_name(DiskFormat format) {
  return format == DiskFormat::vhd ? "vpc" : disk_format_name(format);
}

ClusterCompression parse_cluster_compression(std::string_view text) {
  using Method = ClusterCompression::Method;
  const std::size_t colon = text.find(':');
  const std::string name(text.substr(0, colon));
  if (name != "zlib" && name != "zstd") {
    throw Error(ErrorCode::usage, "--compress: '" + name +
                                      "' is nothing that a qcow2 file can be compressed with, use "
                                      "zlib or zstd");
  }
  const bool is_zlib = name == "zlib";
  const Method method = is_zlib ? Method::zlib : Method::zstd;
  if (colon == std::string_view::npos) return {method, is_zlib ? 6 : 3};
  return {method, parse_level(text.substr(colon + 1), name, 1, is_zlib ? 9 : 22)};
}

void check_disk_tools(DiskFormat format) {
  if (format != DiskFormat::raw && format != DiskFormat::qcow2) require_qemu_img(format);
}

std::unique_ptr<BlockFile> make_disk(OutputFile& file, const DiskFormatChoice& choice,
                                     const std::filesystem::path& scratch_folder,
                                     unsigned threads) {
  switch (choice.format) {
    case DiskFormat::raw:
      return std::make_unique<RawFile>(file.descriptor(), file.description(), RawFile::Keep::yes);
    case DiskFormat::qcow2:
      if (choice.compression) {
        return make_compressed_qcow2(file, *choice.compression, scratch_folder, threads);
      }
      return std::make_unique<Qcow2File>(file.descriptor(), file.description());
    case DiskFormat::vmdk:
    case DiskFormat::vdi:
    case DiskFormat::vhd:
    case DiskFormat::vhdx:
      break;
  }
  check_disk_tools(choice.format);
  return make_with_qemu_img(file, choice.format, scratch_folder);
}

}  // namespace oci2boot
