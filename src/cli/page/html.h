// SPDX-License-Identifier: Apache-2.0
// HTML that is put together from parts. What is no literal of this program can get in only as text:
// names and commands come from images, and may be somebody's markup.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace oci2boot {

/// Markup as it stands in the source of this program, which the compiler sees to.
struct Markup {
  // NOLINTNEXTLINE(google-explicit-constructor): a literal stands for itself
  consteval Markup(const char* written) : literal(written) {}
  std::string_view literal;
};

class Html {
 public:
  Html() = default;
  explicit Html(Markup markup) : markup_(markup.literal) {}

  Html& operator+=(const Html& more) {
    markup_ += more.markup_;
    return *this;
  }
  Html& operator+=(Markup more) {
    markup_ += more.literal;
    return *this;
  }
  friend Html operator+(Html first, const Html& second) { return std::move(first += second); }
  friend Html operator+(Html first, Markup second) { return std::move(first += second); }

  bool empty() const { return markup_.empty(); }
  const std::string& str() const { return markup_; }

 private:
  friend Html html_text(std::string_view text);
  friend Html trusted_html(std::string_view markup);

  std::string markup_;
};

/// `text` as content or as the value of an attribute. Control characters (but the newline and the
/// tab), bytes that are no UTF-8, and what turns the direction of a line are shown as '?'.
Html html_text(std::string_view text);

/// The same, cut where it has more than `most` bytes.
Html html_text(std::string_view text, std::size_t most);

/// What the build has put into this program: the style sheet.
Html trusted_html(std::string_view markup);

/// ` name="value"`
Html attribute(Markup name, std::string_view value);

/// <name …>content</name>; `start` is "name" or "name class=x". Attributes come as attribute()
/// gives them.
Html element(Markup start, const Html& content);
Html element(Markup start, Markup content);
Html element(Markup start, const Html& attributes, const Html& content);

}  // namespace oci2boot
