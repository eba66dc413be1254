// SPDX-License-Identifier: Apache-2.0
// What the guest's console has shown, for when the guest fails. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace oci2boot {

/// The end of a text that may be endless, without what a terminal would take for commands.
class ConsoleText {
 public:
  void add(std::string_view bytes);

  /// At most 128 KiB, in lines.
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// "the guest's kernel panicked: REASON; ADVICE" (panic_advice.h), of the last panic on the
/// console; nothing when there was none.
std::optional<std::string> explain_panic(std::string_view console);

/// `text`, whose last line may be the beginning of one, with an end to it.
std::string whole_lines(std::string text);

/// `text` in lines without control characters, other bytes as they are.
std::string without_controls(std::string_view text);

}  // namespace oci2boot
