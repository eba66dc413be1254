// SPDX-License-Identifier: Apache-2.0
// An ext4 file system that is written straight into a disk: the bytes of files go to their final
// blocks as they come out of the layers, the metadata follows at the end, once.
//
//     RawFile disk(…);
//     Ext4Image image(disk, size);
//     RootFilesystem root(image.contents());
//     … flatten, patch …
//     image.finish(root, identity, warn);
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "oci2boot/content_store.h"
#include "oci2boot/root_filesystem.h"
#include "oci2boot/warnings.h"
#include "src/image/block_file.h"
#include "src/image/ext4/disk_size.h"

namespace oci2boot {

/// What makes one file system not another. Nothing of it is taken from a clock or at random.
struct Ext4Identity {
  std::array<std::uint8_t, 16> uuid{};
  std::array<std::uint8_t, 16> hash_seed{};
  std::string label;  ///< at most 16 bytes
  Timestamp time;     ///< when it counts as made
};

struct Ext4Summary {
  std::uint64_t size = 0;        ///< bytes of the disk
  std::uint64_t free_bytes = 0;  ///< of it, for files
  std::uint64_t inodes = 0;      ///< in use
};

class Ext4Image {
 public:
  /// `disk` is empty, and must outlive the image and the root file system on it. Throws Error
  /// (usage) for a size that ext4 cannot have.
  Ext4Image(BlockFile& disk, DiskSize size);
  ~Ext4Image();
  Ext4Image(const Ext4Image&) = delete;
  Ext4Image& operator=(const Ext4Image&) = delete;

  /// A store for the files of the root file system that is to be written. To be called once.
  ContentStore contents();

  /// Writes everything but the bytes of files, and finishes the disk. `root` keeps its bytes in
  /// contents(), from which they cannot be read afterwards. Blocks of it that no file has (any
  /// more) hold nothing when this returns. Warns of what ext4 cannot keep.
  ///
  /// Throws Error: usage when the size that was asked for is too small, telling the least that
  /// fits; output_failed when the disk's file cannot be written.
  Ext4Summary finish(RootFilesystem& root, const Ext4Identity& identity, const WarningSink& warn);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace oci2boot
