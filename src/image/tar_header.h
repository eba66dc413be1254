// SPDX-License-Identifier: Apache-2.0
// The header of one entry of a pax tar archive, as bytes. Pure.
//
//  - A ustar header (POSIX.1-2017, pax, "ustar Interchange Format") says what fits it. Names are
//    bytes, also beyond ASCII, and are in no code page; a name of up to 255 may be cut at a '/' in
//    two fields (prefix, name). No user names, no times but the modification time.
//  - What does not fit stands in a pax header ("x") in front: path, linkpath, size, uid, gid, mtime
//    with its decimals, xattrs as SCHILY.xattr.NAME with their raw bytes, device numbers as
//    SCHILY.devmajor and .devminor (both star's, star(4)). The field of the ustar header then has
//    the number in base 256, GNU tar's way, for readers that know only that, and the start of the
//    name. Nothing else is in a pax header, so most entries have none.
//  - A path or link target in a pax header that is no UTF-8 comes with hdrcharset=BINARY, as POSIX
//    has it: bsdtar wants it; GNU tar says that it ignores it, and does right.
//  - A '=' in the name of an xattr would end the record's key. Such a name is written as GNU tar
//    does, with %3D and %25 for '=' and '%' (src/xheader.c, xattr_encode_keyword).
//  - A sparse file has GNU.sparse.major, .minor, .name and .realsize ("GNU tar: Sparse Formats, PAX
//    format, version 1.0"), and the path DIR/GNUSparseFile.0/NAME in the ustar header, where
//    readers that do not know the form leave its raw data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "oci2boot/file_tree.h"

namespace oci2boot {

constexpr std::size_t kTarBlock = 512;

/// How many zeros follow `size` bytes up to the next block.
constexpr std::size_t tar_padding(std::uint64_t size) {
  return static_cast<std::size_t>((kTarBlock - size % kTarBlock) % kTarBlock);
}

struct TarEntry {
  std::string path;         ///< "./", "bin/", "bin/sh": a directory with its slash
  char type = '0';          ///< '0' file, '1' hard link, '2' symbolic link, '3' and '4' character
                            ///< and block device, '5' directory, '6' FIFO
  std::string link_target;  ///< of '1': the path of an entry before; of '2'
  Metadata metadata;
  DeviceNumber device;                  ///< of '3' and '4'
  std::uint64_t stored_size = 0;        ///< of what follows in the archive, padding not counted
  std::optional<std::uint64_t> sparse;  ///< the size of a sparse file, whose map and data follow
};

/// A whole number of blocks.
std::string tar_header(const TarEntry& entry);

}  // namespace oci2boot
