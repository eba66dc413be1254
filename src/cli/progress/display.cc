// SPDX-License-Identifier: Apache-2.0
#include "src/cli/progress/display.h"

#include <unistd.h>

#include "src/cli/amounts.h"
#include "src/cli/progress/json_display.h"
#include "src/cli/progress/plain_display.h"
#include "src/cli/progress/terminal_display.h"
#include "src/cli/report.h"
#include "src/cli/surroundings.h"

namespace oci2boot {

namespace {
constexpr std::chrono::seconds kNoticed{1};
}

void Display::warn(const std::string& warning) {
  print_warning(warning);
}

void Display::print(const std::string& text) {
  oci2boot::print(text);
}

void Display::note(const std::string& text, std::FILE* stream) {
  std::fputs(text.c_str(), stream);
}

void Display::fail(const std::string& message, int /*status*/) {
  print_error(message);
}

std::string retrying_line(const std::string& failure, std::chrono::milliseconds pause) {
  if (pause < kNoticed) return "";
  return failure + "; trying again in " +
         human_duration(std::chrono::round<std::chrono::seconds>(pause));
}

std::unique_ptr<Display> make_display(ProgressMode mode) {
  switch (mode) {
    case ProgressMode::automatic:
      if (isatty(STDERR_FILENO) == 1 && terminal_moves_cursor()) {
        return std::make_unique<TerminalDisplay>(STDERR_FILENO, style_of(STDERR_FILENO));
      }
      return std::make_unique<PlainDisplay>();
    case ProgressMode::plain:
      return std::make_unique<PlainDisplay>();
    case ProgressMode::json:
      return std::make_unique<JsonDisplay>(STDERR_FILENO);
    case ProgressMode::none:
      break;
  }
  return std::make_unique<Display>();
}

}  // namespace oci2boot
