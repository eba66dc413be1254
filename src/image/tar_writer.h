// SPDX-License-Identifier: Apache-2.0
// Writes a root file system as it is as a pax tar archive: what `docker export` gives, with all
// that the layers have. The header of an entry is tar_header.h, files with holes are tar_holes.h.
//
//  - Entries come in the order of FileTree::walk: the root first, as "./", then names without a
//    leading slash; directories end in one. Nothing depends on the host, the time or the locale.
//  - The first name of an inode carries its content, each later one is a hard link to it, whatever
//    the inode's type. A link repeats owner, mode, time and xattrs: Docker and containerd apply
//    them once more there, and a change of owner drops file capabilities that do not come with it.
//  - A file with holes is written without them; what its content costs is what it has in data.
//  - The end is two blocks of zeros, without padding to a record of a tape.
//
// Memory: a buffer, and the first name of each inode that has several. Nothing that is in a
// FileTree does not fit.
#pragma once

#include <cstdint>

#include "oci2boot/root_filesystem.h"
#include "src/image/byte_sink.h"

namespace oci2boot {

/// Writes the whole archive to `to`, which it does not finish, and returns the number of entries,
/// the root included. Throws whatever `to` throws.
std::uint64_t write_tar(const RootFilesystem& root, ByteSink& to);

}  // namespace oci2boot
