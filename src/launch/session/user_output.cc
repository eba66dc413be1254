// SPDX-License-Identifier: Apache-2.0
#include "src/launch/session/user_output.h"

#include <unistd.h>

#include <string>

#include "src/launch/session/console_text.h"

namespace oci2boot {

void UserOutput::set_raw(bool has_raw_terminal) {
  errors_are_raw_ = has_raw_terminal && ::isatty(STDERR_FILENO) == 1;
}

void UserOutput::say(std::string_view line) {
  std::string text = "oci2boot: " + without_controls(line);
  if (!text.ends_with('\n')) text += '\n';
  show(text);
}

void UserOutput::show(std::string_view text) {
  std::string shown;
  for (const char c : without_controls(text)) {
    if (c == '\n' && errors_are_raw_) shown += '\r';
    shown += c;
  }
  errors_.add(shown);
}

}  // namespace oci2boot
