// SPDX-License-Identifier: Apache-2.0
#include "src/launch/session/console_text.h"

#include "src/launch/panic_advice.h"

namespace oci2boot {

namespace {

constexpr std::size_t kMost = std::size_t{64} << 10;

bool is_shown(char c) {
  return c == '\n' || (c >= ' ' && c <= '~');
}

bool fits(const PanicAdvice& advice, std::string_view console, std::string_view reason) {
  return reason.starts_with(advice.panic) &&
         (advice.before.empty() || console.find(advice.before) != std::string_view::npos);
}

}  // namespace

std::string without_controls(std::string_view text) {
  std::string shown;
  for (const char c : text) {
    if (is_shown(c)) shown += c;
  }
  return shown;
}

std::string whole_lines(std::string text) {
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  return text;
}

void ConsoleText::add(std::string_view bytes) {
  text_ += without_controls(bytes);
  if (text_.size() <= 2 * kMost) return;
  const std::size_t line = text_.find('\n', text_.size() - kMost);
  text_.erase(0, line == std::string::npos ? text_.size() - kMost : line + 1);
}

std::optional<std::string> explain_panic(std::string_view console) {
  const std::size_t panic = console.rfind(kPanicLine);
  if (panic == std::string_view::npos) return std::nullopt;
  std::string_view reason = console.substr(panic + kPanicLine.size());
  // Somebody only read about one: this is what the kernel says at an orderly end.
  if (reason.find("reboot: ") != std::string_view::npos) return std::nullopt;
  reason = reason.substr(0, reason.find('\n'));
  constexpr std::string_view kFrame = " ]---";
  if (reason.ends_with(kFrame)) reason.remove_suffix(kFrame.size());
  std::string explained = "the guest's kernel panicked: " + std::string(reason);
  for (const PanicAdvice& advice : panic_advice()) {
    if (fits(advice, console, reason)) return explained + "; " + std::string(advice.advice);
  }
  return explained;
}

}  // namespace oci2boot
