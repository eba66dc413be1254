// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/libext2fs_channel.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "src/image/ext4/disk_writer.h"
#include "src/image/ext4/format.h"

namespace oci2boot {
namespace {

constexpr std::size_t kMostHeldBack = 1024;  // blocks

/// libext2fs counts blocks, or bytes as a negative number.
std::size_t size_of(const struct_io_channel& channel, int count) {
  return count < 0 ? static_cast<std::size_t>(-static_cast<long>(count))
                   : static_cast<std::size_t>(count) * static_cast<std::size_t>(channel.block_size);
}

std::uint64_t offset_of(const struct_io_channel& channel, unsigned long long block) {
  return std::uint64_t{block} * static_cast<unsigned>(channel.block_size);
}

}  // namespace

/// What libext2fs calls. The channel itself is freed by close().
struct Libext2fsCallbacks {
  template <typename Action>
  static errcode_t run(io_channel channel, const Action& action) noexcept {
    auto* const self = static_cast<Libext2fsChannel*>(channel->private_data);
    if (self == nullptr || self->failure_) return EXT2_ET_SHORT_WRITE;
    try {
      action(*self);
      return 0;
    } catch (...) {
      self->failure_ = std::current_exception();
      return EXT2_ET_SHORT_WRITE;
    }
  }

  static errcode_t open(const char* /*name*/, int /*flags*/, io_channel* opened) noexcept {
    auto* const channel = static_cast<io_channel>(calloc(1, sizeof(struct_io_channel)));
    if (channel == nullptr) return EXT2_ET_NO_MEMORY;
    channel->magic = EXT2_ET_MAGIC_IO_CHANNEL;
    channel->manager = Libext2fsChannel::manager();
    channel->block_size = static_cast<int>(kExt4BlockSize);
    channel->refcount = 1;
    *opened = channel;
    return 0;
  }

  static errcode_t close(io_channel channel) noexcept {
    if (--channel->refcount == 0) free(channel);
    return 0;
  }

  static errcode_t set_block_size(io_channel channel, int size) noexcept {
    channel->block_size = size;
    return 0;
  }

  static errcode_t read(io_channel channel, unsigned long long block, int count,
                        void* data) noexcept {
    return run(channel, [&](Libext2fsChannel& self) {
      self.read(offset_of(*channel, block),
                {static_cast<std::byte*>(data), size_of(*channel, count)});
    });
  }

  static errcode_t read_old(io_channel channel, unsigned long block, int count,
                            void* data) noexcept {
    return read(channel, block, count, data);
  }

  static errcode_t write(io_channel channel, unsigned long long block, int count,
                         const void* data) noexcept {
    return run(channel, [&](Libext2fsChannel& self) {
      self.write(offset_of(*channel, block),
                 {static_cast<const std::byte*>(data), size_of(*channel, count)});
    });
  }

  static errcode_t write_old(io_channel channel, unsigned long block, int count,
                             const void* data) noexcept {
    return write(channel, block, count, data);
  }

  static errcode_t flush(io_channel channel) noexcept {
    return run(channel, [](Libext2fsChannel& self) { self.flush(); });
  }
};

io_manager Libext2fsChannel::manager() {
  static struct_io_manager manager = [] {
    struct_io_manager made{};
    made.magic = EXT2_ET_MAGIC_IO_MANAGER;
    made.name = "oci2boot";
    made.open = &Libext2fsCallbacks::open;
    made.close = &Libext2fsCallbacks::close;
    made.set_blksize = &Libext2fsCallbacks::set_block_size;
    made.read_blk = &Libext2fsCallbacks::read_old;
    made.write_blk = &Libext2fsCallbacks::write_old;
    made.flush = &Libext2fsCallbacks::flush;
    made.read_blk64 = &Libext2fsCallbacks::read;
    made.write_blk64 = &Libext2fsCallbacks::write;
    return made;
  }();
  return &manager;
}

void Libext2fsChannel::rethrow_failure() {
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Libext2fsChannel::read(std::uint64_t offset, std::span<std::byte> buffer) {
  while (!buffer.empty()) {
    const std::uint64_t within = offset % kExt4BlockSize;
    const auto size =
        static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), kExt4BlockSize - within));
    const auto known = blocks_.find(offset / kExt4BlockSize);
    if (known == blocks_.end()) {
      disk_.read(offset, buffer.first(size));
    } else {
      std::copy_n(known->second.begin() + static_cast<std::ptrdiff_t>(within), size,
                  buffer.begin());
    }
    buffer = buffer.subspan(size);
    offset += size;
  }
}

void Libext2fsChannel::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const std::uint64_t within = offset % kExt4BlockSize;
    const auto size =
        static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), kExt4BlockSize - within));
    const Before before = size == kExt4BlockSize ? Before::unneeded : Before::needed;
    std::copy_n(
        bytes.begin(), size,
        block(offset / kExt4BlockSize, before).begin() + static_cast<std::ptrdiff_t>(within));
    bytes = bytes.subspan(size);
    offset += size;
  }
}

std::vector<std::byte>& Libext2fsChannel::block(std::uint64_t number, Before before) {
  const auto known = blocks_.find(number);
  if (known != blocks_.end()) return known->second;
  if (blocks_.size() == kMostHeldBack) flush();
  std::vector<std::byte> bytes(kExt4BlockSize);
  if (before == Before::needed) disk_.read(number * kExt4BlockSize, bytes);
  return blocks_.emplace(number, std::move(bytes)).first->second;
}

void Libext2fsChannel::flush() {
  DiskWriter writer(disk_);
  for (const auto& [number, bytes] : blocks_) writer.write(number * kExt4BlockSize, bytes);
  writer.flush();
  blocks_.clear();
}

}  // namespace oci2boot
