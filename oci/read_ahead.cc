// SPDX-License-Identifier: Apache-2.0
#include "oci/read_ahead.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace oci2boot {

ReadAhead::ReadAhead(std::unique_ptr<ByteSource> source, std::size_t buffers)
    : source_(std::move(source)), buffers_(buffers), thread_([this] { run(); }) {}

ReadAhead::~ReadAhead() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

bool ReadAhead::wait_for_room(Buffer& buffer) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stop_ || in_flight_ < buffers_; });
  if (stop_) return false;
  ++in_flight_;
  if (!free_.empty()) {
    buffer = std::move(free_.back());
    free_.pop_back();
  }
  return true;
}

void ReadAhead::run() {
  for (bool more = true; more;) {
    Buffer buffer;
    if (!wait_for_room(buffer)) return;
    std::exception_ptr error;
    try {
      buffer.resize(kBufferSize);
      buffer.resize(read_fully(*source_, buffer));
      more = !buffer.empty();
    } catch (...) {
      error = std::current_exception();
      buffer.clear();
      more = false;
    }
    {
      const std::lock_guard lock(mutex_);
      error_ = std::move(error);
      full_.push_back(std::move(buffer));
    }
    changed_.notify_all();
  }
}

std::size_t ReadAhead::read(std::span<std::byte> buffer) {
  if (position_ == current_.size()) {
    if (ended_) {
      if (error_) std::rethrow_exception(error_);  // whoever asks again is not told of an end
      return 0;
    }
    std::unique_lock lock(mutex_);
    if (!current_.empty()) {
      free_.push_back(std::move(current_));
      --in_flight_;
      changed_.notify_all();
    }
    changed_.wait(lock, [this] { return !full_.empty(); });
    current_ = std::move(full_.front());
    full_.pop_front();
    position_ = 0;
    if (current_.empty()) {
      ended_ = true;
      if (error_) std::rethrow_exception(error_);
      return 0;
    }
  }
  const std::size_t count = std::min(buffer.size(), current_.size() - position_);
  std::memcpy(buffer.data(), current_.data() + position_, count);
  position_ += count;
  return count;
}

}  // namespace oci2boot
