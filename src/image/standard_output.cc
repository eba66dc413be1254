// SPDX-License-Identifier: Apache-2.0
#include "src/image/standard_output.h"

#include <unistd.h>

#include "oci2boot/error.h"
#include "src/image/write_fully.h"

namespace oci2boot {
namespace {

constexpr std::size_t kWriteSize = std::size_t{64} << 10;  // what a pipe holds

}  // namespace

StandardOutput::StandardOutput() {
  if (::isatty(STDOUT_FILENO) != 0) {
    throw Error(ErrorCode::usage,
                "standard output is a terminal; redirect it into a file or a pipe");
  }
}

void StandardOutput::write(std::span<const std::byte> bytes) {
  pending_.insert(pending_.end(), bytes.begin(), bytes.end());
  if (pending_.size() < kWriteSize) return;
  write_fully(STDOUT_FILENO, pending_, "standard output");
  pending_.clear();
}

void StandardOutput::finish() {
  write_fully(STDOUT_FILENO, pending_, "standard output");
  pending_.clear();
}

}  // namespace oci2boot
