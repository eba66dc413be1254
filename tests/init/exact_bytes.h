// SPDX-License-Identifier: Apache-2.0
// Bytes for PID 1's parsers, in a block of exactly their size: the sanitizer sees every byte that
// is read beyond.
#pragma once

#include <cstring>
#include <memory>
#include <string_view>

extern "C" {
#include "src/init/bytes.h"
}

namespace oci2boot {

class ExactBytes {
 public:
  explicit ExactBytes(std::string_view text) : copy_(new char[text.size()]), size_(text.size()) {
    if (size_ > 0) std::memcpy(copy_.get(), text.data(), size_);
  }
  Bytes get() const { return {copy_.get(), size_}; }

 private:
  std::unique_ptr<char[]> copy_;
  std::size_t size_;
};

}  // namespace oci2boot
