// SPDX-License-Identifier: Apache-2.0
// libext2fs' way to a disk: an I/O manager (ext2fs/ext2_io.h) on a BlockFile. It gathers blocks
// that are written, so that the many small writes of libext2fs become few.
#pragma once

#include <ext2fs/ext2fs.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <map>
#include <span>
#include <vector>

#include "src/image/block_file.h"

namespace oci2boot {

class Libext2fsChannel {
 public:
  explicit Libext2fsChannel(BlockFile& disk) : disk_(disk) {}

  /// The manager for ext2fs_initialize(). What it opens does nothing before attach().
  static io_manager manager();

  /// Lets `channel`, which manager() opened, lead here. The object must outlive it.
  void attach(io_channel channel) { channel->private_data = this; }

  /// Throws what the disk threw since the last time: no exception crosses libext2fs.
  void rethrow_failure();

 private:
  friend struct Libext2fsCallbacks;

  void read(std::uint64_t offset, std::span<std::byte> buffer);
  void write(std::uint64_t offset, std::span<const std::byte> bytes);
  void flush();
  /// Whether what the block held is still wanted.
  enum class Before { unneeded, needed };
  std::vector<std::byte>& block(std::uint64_t number, Before before);

  BlockFile& disk_;
  std::map<std::uint64_t, std::vector<std::byte>> blocks_;  // by their numbers
  std::exception_ptr failure_;
};

}  // namespace oci2boot
