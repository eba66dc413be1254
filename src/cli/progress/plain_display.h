// SPDX-License-Identifier: Apache-2.0
// Progress for logs: a line for each layer that was downloaded or is waited for, and for each pause
// before another try. What is here already is not worth a word.
#pragma once

#include <mutex>

#include "src/cli/progress/display.h"
#include "src/cli/progress/transfer_state.h"

namespace oci2boot {

class PlainDisplay final : public Display {
 public:
  void opened(const Image& image) override;
  void arriving(std::size_t layer, std::uint64_t bytes, std::uint64_t total,
                std::uint64_t resumed) override;
  void waiting(std::size_t layer) override;
  void arrived(std::size_t layer, bool was_here) override;
  void retrying(const std::string& failure, std::chrono::milliseconds pause) override;

 private:
  std::mutex mutex_;
  TransferState state_;
};

/// "downloaded layer 1 of 3 (sha256:0123456789ab): 3.5 MiB in 1.2 s, 2.9 MiB/s". Of a layer whose
/// first bytes have been noted.
std::string downloaded_line(const TransferState& state, std::size_t layer,
                            ProgressClock::time_point now);

}  // namespace oci2boot
