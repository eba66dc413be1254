// SPDX-License-Identifier: Apache-2.0
// Runs a stage of a stream on a thread of its own, so that those before and behind it share the
// work of several cores.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "oci/blocks.h"

namespace oci2boot {

/// Gives the same blocks as `blocks`, which a thread asks for ahead. An error of theirs is thrown
/// by next() in its place in the stream, and from then on.
class ReadAhead final : public BlockStream {
 public:
  /// At most `ahead` blocks wait.
  ReadAhead(std::unique_ptr<BlockStream> blocks, std::size_t ahead);
  /// Stops the thread; waits for one block at most.
  ~ReadAhead() override;

  void next(Block& block) override;

 private:
  void run();
  bool wait_for_room(Block& block);
  bool make(Block& block, std::exception_ptr& error);

  std::unique_ptr<BlockStream> blocks_;
  std::size_t ahead_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Block> full_;   // in stream order
  std::vector<Block> free_;  // used ones, to be filled again
  bool ended_ = false;       // nothing comes behind the full ones
  std::exception_ptr error_;
  bool stop_ = false;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace oci2boot
