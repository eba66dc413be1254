// SPDX-License-Identifier: Apache-2.0
// Starts what was written to a file on its way to the host's disk, so that the final sync has
// little left to do. It has a thread of its own: to start it may mean to wait for a disk that is
// busy.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "src/image/block_file.h"

namespace oci2boot {

class Writeback {
 public:
  /// `fd` must stay open as long as this object lives.
  explicit Writeback(int fd);
  /// Waits for one call of the kernel at most.
  ~Writeback();
  Writeback(const Writeback&) = delete;
  Writeback& operator=(const Writeback&) = delete;

  /// Returns at once. Only a hint: a file system may know no such thing.
  void start(BlockSource::Range range);

 private:
  void run();

  int fd_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<BlockSource::Range> waiting_;  // holds all that is to be started
  bool stop_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace oci2boot
