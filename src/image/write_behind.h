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

class WriteBehind {
 public:
  /// `fd` is open for writing as long as this object lives; `what` is how messages name it.
  WriteBehind(int fd, std::string what);
  /// Waits for what the thread is at. What was not settled may be lost.
  ~WriteBehind();
  WriteBehind(const WriteBehind&) = delete;
  WriteBehind& operator=(const WriteBehind&) = delete;

  /// Takes a copy of the bytes; waits while too many are on their way. Throws Error (output_failed)
  /// of these or of earlier ones.
  void write(std::uint64_t offset, std::span<const std::byte> bytes);

  /// Returns when all that was written is in the file, as others see it. Throws Error
  /// (output_failed).
  void settle();

 private:
  struct Buffer {
    Buffer();
    ~Buffer();
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;

    std::span<const std::byte> bytes() const { return {memory + begin, length}; }

    std::byte* memory;
    std::uint64_t offset = 0;  // in the file
    std::size_t begin = 0;     // as far from a block's begin as `offset` is
    std::size_t length = 0;
  };
  using Buffers = std::deque<std::unique_ptr<Buffer>>;

  void begin_at(std::uint64_t offset);
  void hand_over();
  void run();
  void put(const Buffer& buffer);
  bool put_past_the_cache(std::uint64_t offset, std::span<const std::byte> blocks);

  int fd_;
  std::string what_;
  int direct_fd_;  // the same file past the cache; -1: there is no way

  std::unique_ptr<Buffer> current_;  // being filled, by the caller's thread

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
