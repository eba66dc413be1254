// SPDX-License-Identifier: Apache-2.0
// The text of passwd(5), shadow(5), group(5) or gshadow(5): lines of fields between colons, the
// first of which is a name. What is not set stays byte for byte, odd lines among it.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oci2boot {

class AccountFile {
 public:
  using Fields = std::vector<std::string_view>;

  AccountFile() = default;
  explicit AccountFile(std::string text) : text_(std::move(text)) {}

  const std::string& text() const { return text_; }

  /// The fields of the first line for `name`, which is the one that counts. Valid until the next
  /// change.
  std::optional<Fields> find(std::string_view name) const;

  /// Calls `visit` for each line that has a name.
  void each(const std::function<void(const Fields& fields)>& visit) const;

  /// Gives the first line for `name` another value in field `index` (the name is 0). Missing
  /// fields in front of it are made empty. There must be such a line.
  void set(std::string_view name, std::size_t index, std::string_view value);

  /// Puts a line (without its end) behind all others.
  void append(std::string_view line);

 private:
  struct Span {
    std::size_t start;
    std::size_t size;
  };
  std::optional<Span> line_of(std::string_view name) const;

  std::string text_;
};

}  // namespace oci2boot
