// SPDX-License-Identifier: Apache-2.0
// Emphasis on a terminal: nothing is told by it alone.
#pragma once

#include <string>

namespace oci2boot {

/// Colours of the terminal's own palette (ECMA-48 SGR), or none.
class TextStyle {
 public:
  explicit TextStyle(bool is_coloured = false) : is_coloured_(is_coloured) {}

  std::string heading(const std::string& text) const { return with("1", text); }
  std::string error(const std::string& text) const { return with("1;31", text); }
  std::string warning(const std::string& text) const { return with("1;33", text); }

 private:
  std::string with(const char* attributes, const std::string& text) const {
    return is_coloured_ ? "\033[" + std::string(attributes) + "m" + text + "\033[0m" : text;
  }

  bool is_coloured_;
};

/// The style of what is written to `fd`: coloured on a terminal that knows colours, unless the
/// environment has NO_COLOR (no-color.org).
TextStyle style_of(int fd);

}  // namespace oci2boot
