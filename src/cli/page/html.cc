// SPDX-License-Identifier: Apache-2.0
#include "src/cli/page/html.h"

#include "src/cli/terminal_text.h"

namespace oci2boot {

namespace {

/// The embeddings, overrides and isolates of Unicode's bidirectional algorithm: they would show a
/// name as another one.
bool turns_direction(std::string_view character) {
  return (character >= "\u202a" && character <= "\u202e") ||
         (character >= "\u2066" && character <= "\u2069");
}

/// Without what would not be seen as what it is.
std::string visible(std::string_view text) {
  constexpr std::string_view kKept = "\n\t";
  std::string safe;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of(kKept);
    safe += terminal_text(text.substr(0, end));
    if (end == text.npos) break;
    safe += text[end];
    text.remove_prefix(end + 1);
  }
  return safe;
}

std::string escaped(std::string_view text) {
  constexpr std::size_t kTurnBytes = 3;
  std::string markup;
  markup.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    switch (text[i]) {
      case '&':
        markup += "&amp;";
        break;
      case '<':
        markup += "&lt;";
        break;
      case '>':
        markup += "&gt;";
        break;
      case '"':
        markup += "&quot;";
        break;
      case '\'':
        markup += "&#39;";
        break;
      default:
        if (turns_direction(text.substr(i, kTurnBytes))) {
          markup += '?';
          i += kTurnBytes - 1;
        } else {
          markup += text[i];
        }
    }
  }
  return markup;
}

bool is_inside_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0U) == 0x80;
}

}  // namespace

Html html_text(std::string_view text) {
  Html html;
  html.markup_ = escaped(visible(text));
  return html;
}

Html html_text(std::string_view text, std::size_t most) {
  if (text.size() <= most) return html_text(text);
  while (most > 0 && is_inside_character(text[most])) --most;
  return html_text(text.substr(0, most)) + " …";
}

Html trusted_html(std::string_view markup) {
  Html html;
  html.markup_ = markup;
  return html;
}

Html attribute(Markup name, std::string_view value) {
  return Html(" ") + name + "=\"" + html_text(value) + "\"";
}

Html element(Markup start, const Html& content) {
  return element(start, {}, content);
}

Html element(Markup start, Markup content) {
  return element(start, {}, Html(content));
}

Html element(Markup start, const Html& attributes, const Html& content) {
  const std::string_view name = start.literal.substr(0, start.literal.find(' '));
  return Html("<") + start + attributes + ">" + content + "</" + trusted_html(name) + ">";
}

}  // namespace oci2boot
