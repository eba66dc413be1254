// SPDX-License-Identifier: Apache-2.0
// The files that hold a disk: which there are, how users spell them, and how one is made.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "src/image/block_file.h"
#include "src/image/output_file.h"

namespace oci2boot {

enum class DiskFormat { raw, qcow2, vmdk, vdi, vhd, vhdx };

/// "raw", "qcow2", …
std::string_view disk_format_name(DiskFormat format);

/// The same, as QEMU calls it: "vpc" for vhd.
std::string_view qemu_format_name(DiskFormat format);

/// What clusters of a qcow2 file are packed with, at a level of the method's own.
struct ClusterCompression {
  enum class Method { zlib, zstd };
  Method method = Method::zstd;
  int level = 0;
  bool operator==(const ClusterCompression&) const = default;
};

/// From "ALG[:LEVEL]": zlib 1-9, zstd 1-22. Throws Error (usage).
ClusterCompression parse_cluster_compression(std::string_view text);

struct DiskFormatChoice {
  DiskFormat format = DiskFormat::raw;
  std::optional<ClusterCompression> compression;  ///< of qcow2 alone
  bool operator==(const DiskFormatChoice&) const = default;
};

/// Before any work. Throws Error (missing_tool) when a program that `format` takes is not there:
/// qemu-img for vmdk, vdi, vhd and vhdx.
void check_disk_tools(DiskFormat format);

/// A disk in `file`, which is empty and must outlive it. Nothing of it is synced: that is for
/// OutputSet. Equal disks give equal files, whatever `threads` (at least 1) is and however they
/// were written, but that clusters of an uncompressed qcow2 file have the order in which they were
/// first written, and a vmdk tells its file's name. One qemu-img gives the same bytes each time;
/// another version of it need not.
///
/// A compressed qcow2 and the formats of qemu-img are made by finish(), from a temporary file in
/// `scratch_folder` that holds the disk until then: what is discarded must not be packed first.
///
/// Throws Error: what check_disk_tools() does, and output_failed.
std::unique_ptr<BlockFile> make_disk(OutputFile& file, const DiskFormatChoice& choice,
                                     const std::filesystem::path& scratch_folder, unsigned threads);

}  // namespace oci2boot
