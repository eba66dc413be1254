// SPDX-License-Identifier: Apache-2.0
#include "src/image/writeback.h"

#include <fcntl.h>

#include <algorithm>
#include <utility>

namespace oci2boot {

Writeback::Writeback(int fd) : fd_(fd), thread_([this] { run(); }) {}

Writeback::~Writeback() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Writeback::start(BlockSource::Range range) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_) {
      const std::uint64_t end =
          std::max(waiting_->offset + waiting_->length, range.offset + range.length);
      range.offset = std::min(waiting_->offset, range.offset);
      range.length = end - range.offset;
    }
    waiting_ = range;
  }
  changed_.notify_all();
}

void Writeback::run() {
  while (true) {
    BlockSource::Range range;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stop_ || waiting_; });
      if (stop_) return;
      range = *std::exchange(waiting_, std::nullopt);
    }
    ::sync_file_range(fd_, static_cast<off_t>(range.offset), static_cast<off_t>(range.length),
                      SYNC_FILE_RANGE_WRITE);
  }
}

}  // namespace oci2boot
