// SPDX-License-Identifier: Apache-2.0
// Runs a source on a thread of its own, so that inflating a layer and unpacking it share the work
// of two cores.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "oci2boot/byte_source.h"

namespace oci2boot {

/// Gives the same bytes as `source`, which a thread reads ahead. An error of the source is thrown
/// by read() in its place in the stream.
class ReadAhead final : public ByteSource {
 public:
  static constexpr std::size_t kBufferSize = 512U << 10;

  /// At most `buffers` of that size are filled ahead.
  ReadAhead(std::unique_ptr<ByteSource> source, std::size_t buffers);
  /// Stops the thread; waits for one read of the source at most.
  ~ReadAhead() override;

  std::size_t read(std::span<std::byte> buffer) override;

 private:
  using Buffer = std::vector<std::byte>;

  void run();
  bool wait_for_room(Buffer& buffer);

  std::unique_ptr<ByteSource> source_;
  std::size_t buffers_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Buffer> full_;   // in stream order; an empty one marks the end
  std::vector<Buffer> free_;  // used ones, to be filled again
  std::size_t in_flight_ = 0;
  std::exception_ptr error_;
  bool stop_ = false;

  Buffer current_;  // the reader's
  std::size_t position_ = 0;
  bool ended_ = false;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace oci2boot
