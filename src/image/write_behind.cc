// SPDX-License-Identifier: Apache-2.0
#include "src/image/write_behind.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "oci2boot/error.h"
#include "src/image/write_fully.h"

namespace oci2boot {
namespace {

constexpr std::size_t kBlock = 4096;  // what O_DIRECT asks for at most: of memory, offset, length
constexpr std::size_t kBufferSize = std::size_t{1} << 20;
constexpr std::size_t kBuffers = 4;
// Each direct write waits for the host's disk, which a few large ones do not feel.
constexpr std::size_t kLeastDirect = std::size_t{64} << 10;

int open_direct(int fd) {
  // A file without a name has this one.
  std::array<char, 32> name{};
  std::snprintf(name.data(), name.size(), "/proc/self/fd/%d", fd);
  return ::open(name.data(), O_WRONLY | O_DIRECT | O_CLOEXEC);
}

}  // namespace

WriteBuffer::WriteBuffer()
    : memory_(static_cast<std::byte*>(::operator new (kBufferSize, std::align_val_t{kBlock}))) {}

WriteBuffer::~WriteBuffer() {
  ::operator delete (memory_, std::align_val_t{kBlock});
}

void WriteBuffer::begin_at(std::uint64_t offset) {
  offset_ = offset;
  begin_ = static_cast<std::size_t>(offset % kBlock);
  length_ = 0;
}

std::span<std::byte> WriteBuffer::room() {
  const std::size_t end = begin_ + length_;
  return {memory_ + end, kBufferSize - end};
}

std::size_t WriteBuffer::append(std::span<const std::byte> bytes) {
  const std::span<std::byte> free = room();
  const std::size_t count = std::min(bytes.size(), free.size());
  std::memcpy(free.data(), bytes.data(), count);
  grow(count);
  return count;
}

WriteBehind::WriteBehind(int fd, std::string what)
    : fd_(fd),
      what_(std::move(what)),
      current_(std::make_unique<WriteBuffer>()),
      thread_([this] { run(); }) {}

WriteBehind::~WriteBehind() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void WriteBehind::put(std::unique_ptr<WriteBuffer>& buffer) {
  std::unique_lock lock(mutex_);
  full_.push_back(std::move(buffer));
  ++under_way_;
  changed_.notify_all();
  changed_.wait(lock, [this] { return under_way_ < kBuffers; });
  if (free_.empty()) {
    buffer = std::make_unique<WriteBuffer>();
  } else {
    buffer = std::move(free_.back());
    free_.pop_back();
  }
  if (error_) std::rethrow_exception(error_);
}

void WriteBehind::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  if (offset != current_->offset() + current_->bytes().size()) begin_at(offset);
  while (!bytes.empty()) {
    const std::size_t count = current_->append(bytes);
    bytes = bytes.subspan(count);
    offset += count;
    if (current_->room().empty()) begin_at(offset);
  }
}

void WriteBehind::begin_at(std::uint64_t offset) {
  if (!current_->bytes().empty()) put(current_);
  current_->begin_at(offset);
}

void WriteBehind::settle() {
  begin_at(0);
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return under_way_ == 0; });
  if (error_) std::rethrow_exception(error_);
}

void WriteBehind::run() {
  direct_fd_ = open_direct(fd_);
  put_all();
  if (direct_fd_ >= 0) ::close(direct_fd_);
}

/// What comes, until it is told to stop.
void WriteBehind::put_all() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stop_ || !full_.empty(); });
    if (stop_) return;
    std::unique_ptr<WriteBuffer> buffer = std::move(full_.front());
    full_.pop_front();
    if (!error_) {
      lock.unlock();
      std::exception_ptr error;
      try {
        put_in_file(*buffer);
      } catch (...) {
        error = std::current_exception();
      }
      lock.lock();
      error_ = error;
    }
    --under_way_;
    free_.push_back(std::move(buffer));
    changed_.notify_all();
  }
}

void WriteBehind::put_in_file(const WriteBuffer& buffer) {
  const std::span<const std::byte> bytes = buffer.bytes();
  const std::uint64_t offset = buffer.offset();
  const auto head = static_cast<std::size_t>(
      std::min<std::uint64_t>((kBlock - offset % kBlock) % kBlock, bytes.size()));
  const std::size_t blocks = (bytes.size() - head) / kBlock * kBlock;
  if (blocks < kLeastDirect || !put_past_the_cache(offset + head, bytes.subspan(head, blocks))) {
    return write_fully_at(fd_, offset, bytes, what_);
  }
  write_fully_at(fd_, offset, bytes.first(head), what_);
  write_fully_at(fd_, offset + head + blocks, bytes.subspan(head + blocks), what_);
}

bool WriteBehind::put_past_the_cache(std::uint64_t offset, std::span<const std::byte> blocks) {
  if (direct_fd_ < 0) return false;
  // A short or failed write is tried again through the cache, which tells what is wrong.
  const ssize_t written =
      ::pwrite(direct_fd_, blocks.data(), blocks.size(), static_cast<off_t>(offset));
  if (written == static_cast<ssize_t>(blocks.size())) return true;
  if (written < 0 && errno == EINVAL) {
    ::close(std::exchange(direct_fd_, -1));  // another block size, or no O_DIRECT after all
  }
  return false;
}

}  // namespace oci2boot
