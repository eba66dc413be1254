// SPDX-License-Identifier: Apache-2.0
#include "oci/read_ahead.h"

#include <utility>

namespace oci2boot {

ReadAhead::ReadAhead(std::unique_ptr<BlockStream> blocks, std::size_t ahead)
    : blocks_(std::move(blocks)), ahead_(ahead), thread_([this] { run(); }) {}

ReadAhead::~ReadAhead() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

bool ReadAhead::wait_for_room(Block& block) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stop_ || full_.size() < ahead_; });
  if (stop_) return false;
  if (!free_.empty()) {
    block = std::move(free_.back());
    free_.pop_back();
  }
  return true;
}

/// False at the end of the stream, and where it breaks off.
bool ReadAhead::make(Block& block, std::exception_ptr& error) {
  try {
    blocks_->next(block);
    return !block.empty();
  } catch (...) {
    error = std::current_exception();
    return false;
  }
}

void ReadAhead::run() {
  for (bool more = true; more;) {
    Block block;
    if (!wait_for_room(block)) return;
    std::exception_ptr error;
    more = make(block, error);
    {
      const std::lock_guard lock(mutex_);
      if (more) full_.push_back(std::move(block));
      ended_ = !more;
      error_ = std::move(error);
    }
    changed_.notify_all();
  }
}

void ReadAhead::next(Block& block) {
  std::unique_lock lock(mutex_);
  if (block.capacity() != 0) free_.push_back(std::exchange(block, {}));
  changed_.wait(lock, [this] { return ended_ || !full_.empty(); });
  if (full_.empty()) {
    if (error_) std::rethrow_exception(error_);
    return;
  }
  block = std::move(full_.front());
  full_.pop_front();
  lock.unlock();
  changed_.notify_all();
}

}  // namespace oci2boot
