// SPDX-License-Identifier: Apache-2.0
// Writes a file's bytes from a thread of its own, large pieces past the host's page cache
// (O_DIRECT) where the file system has that: copying a disk into the cache, only for a sync to take
// it out again at the end, costs more time than all else that is done to write it.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace oci2boot {

/// A piece of a file on its way there, in memory of a mebibyte.
class WriteBuffer {
 public:
  WriteBuffer();
  ~WriteBuffer();
  WriteBuffer(const WriteBuffer&) = delete;
  WriteBuffer& operator=(const WriteBuffer&) = delete;

  /// Forgets its bytes; those that come are the file's from `offset` on.
  void begin_at(std::uint64_t offset);

  std::uint64_t offset() const { return offset_; }
  std::span<const std::byte> bytes() const { return {memory_ + begin_, length_}; }
  /// Memory behind the bytes, none when it is full,
  std::span<std::byte> room();
  /// into which so many further ones have been put.
  void grow(std::size_t count) { length_ += count; }
  /// Copies what there is room for, and returns how much that was.
  std::size_t append(std::span<const std::byte> bytes);

 private:
  std::byte* memory_;
  std::uint64_t offset_ = 0;  // in the file
  std::size_t begin_ = 0;     // as far from a block's begin as that is
  std::size_t length_ = 0;
};

class WriteBehind {
 public:
  /// `fd` is open for writing as long as this object lives; `what` is how messages name it.
  WriteBehind(int fd, std::string what);
  /// Waits for what the thread is at. What was not settled may be lost.
  ~WriteBehind();
  WriteBehind(const WriteBehind&) = delete;
  WriteBehind& operator=(const WriteBehind&) = delete;

  /// Takes the bytes of `buffer`, which becomes another one to begin_at(). Waits while too many are
  /// on their way. Throws Error (output_failed) of earlier ones. One thread at a time may call it.
  void put(std::unique_ptr<WriteBuffer>& buffer);

  /// The same of a copy of `bytes`, which may wait until more follow them.
  void write(std::uint64_t offset, std::span<const std::byte> bytes);

  /// Returns when all that was written is in the file, as others see it. Throws Error
  /// (output_failed).
  void settle();

 private:
  using Buffers = std::deque<std::unique_ptr<WriteBuffer>>;

  void begin_at(std::uint64_t offset);
  void run();
  void put_all();
  void put_in_file(const WriteBuffer& buffer);
  bool put_past_the_cache(std::uint64_t offset, std::span<const std::byte> blocks);

  int fd_;
  std::string what_;
  int direct_fd_ = -1;  // the same file past the cache; -1: there is no way. The thread's

  std::unique_ptr<WriteBuffer> current_;  // being filled by write()

  std::mutex mutex_;
  std::condition_variable changed_;
  Buffers full_;
  Buffers free_;
  std::size_t under_way_ = 0;  // of the full ones and the one that is being written
  std::exception_ptr error_;
  bool stop_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace oci2boot
