// SPDX-License-Identifier: Apache-2.0
// What a fuzz target takes its choices from: the bytes of its input, front to back. Where they end,
// everything is 0 and empty, so that each input means something.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oci2boot {

class InputBytes {
 public:
  InputBytes(const std::uint8_t* data, std::size_t size)
      : left_(reinterpret_cast<const char*>(data), size) {}

  bool empty() const { return left_.empty(); }

  std::uint8_t byte() {
    if (left_.empty()) return 0;
    const auto value = static_cast<std::uint8_t>(left_.front());
    left_.remove_prefix(1);
    return value;
  }

  /// Less than `count`.
  std::size_t below(std::size_t count) { return byte() % count; }

  /// Up to `count` bytes.
  std::string_view bytes(std::size_t count) {
    const std::string_view taken = left_.substr(0, count);
    left_.remove_prefix(taken.size());
    return taken;
  }

  std::string_view rest() { return bytes(left_.size()); }

 private:
  std::string_view left_;
};

/// The pieces of `text` between occurrences of `separator`; one piece where there is none.
inline std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> pieces;
  for (std::size_t end = 0; end != text.npos;) {
    end = text.find(separator);
    pieces.push_back(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + separator.size());
  }
  return pieces;
}

}  // namespace oci2boot
