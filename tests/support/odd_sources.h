// SPDX-License-Identifier: Apache-2.0
// Sources that behave as badly as the contract of ByteSource allows.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "oci2boot/byte_source.h"
#include "oci2boot/error.h"

namespace oci2boot {

/// Gives at most `most` bytes at a time, and throws `error` (if any) in place of its end.
class DripSource final : public ByteSource {
 public:
  DripSource(std::string bytes, std::size_t most, std::string error = {})
      : bytes_(std::move(bytes)), most_(most), error_(std::move(error)) {}

  std::size_t read(std::span<std::byte> buffer) override {
    const std::size_t count = std::min({buffer.size(), most_, bytes_.size() - position_});
    if (count == 0 && !error_.empty()) throw Error(ErrorCode::not_found, error_);
    std::memcpy(buffer.data(), bytes_.data() + position_, count);
    position_ += count;
    return count;
  }

 private:
  std::string bytes_;
  std::size_t most_;
  std::string error_;
  std::size_t position_ = 0;
};

/// Zero bytes without an end.
class EndlessSource final : public ByteSource {
 public:
  std::size_t read(std::span<std::byte> buffer) override {
    std::fill(buffer.begin(), buffer.end(), std::byte{0});
    return buffer.size();
  }
};

}  // namespace oci2boot
