// SPDX-License-Identifier: Apache-2.0
// Standard output as a sink, for "-".
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "src/image/byte_sink.h"

namespace oci2boot {

class StandardOutput final : public ByteSink {
 public:
  /// Throws Error (usage) when it is a terminal: an archive would garble that.
  StandardOutput();

  /// Throws Error (output_failed), also when the reader has gone; SIGPIPE must be ignored for that.
  void write(std::span<const std::byte> bytes) override;
  void finish() override;

 private:
  std::vector<std::byte> pending_;
};

}  // namespace oci2boot
