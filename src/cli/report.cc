// SPDX-License-Identifier: Apache-2.0
#include "src/cli/report.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>

#include "oci2boot/error.h"
#include "src/cli/amounts.h"
#include "src/cli/terminal_text.h"

namespace oci2boot {

namespace {

constexpr std::size_t kColumns = 80;

/// The start of `text`, when all of it has more than `most` bytes.
std::string shortened(const std::string& text, std::size_t most) {
  return text.size() <= most ? text : text.substr(0, most - 3) + "...";
}

bool is_written(const std::string& text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
         std::fflush(stdout) == 0;
}

Error cannot_print(int cause) {
  return {ErrorCode::output_failed, "cannot write to standard output: " + errno_text(cause)};
}

}  // namespace

void print(const std::string& text) {
  if (!is_written(text)) throw cannot_print(errno);
}

void show(const std::string& text) {
  if (is_written(text)) return;
  const int cause = errno;
  if (cause == EPIPE) {
    std::signal(SIGPIPE, SIG_DFL);
    std::raise(SIGPIPE);
  }
  throw cannot_print(cause);
}

void print_warning(const std::string& warning) {
  std::fputs(warning_line(warning, style_of(STDERR_FILENO)).c_str(), stderr);
}

void print_error(const std::string& error) {
  std::fputs(error_line(error, style_of(STDERR_FILENO)).c_str(), stderr);
}

void print_remark(const std::string& remark) {
  std::fputs(remark_line(remark).c_str(), stderr);
}

std::string warning_line(const std::string& warning, const TextStyle& style) {
  return style.warning("oci2boot: warning:") + " " + terminal_text(warning) + "\n";
}

std::string error_line(const std::string& error, const TextStyle& style) {
  return style.error("oci2boot:") + " " + terminal_text(error) + "\n";
}

std::string remark_line(const std::string& remark) {
  return "oci2boot: " + terminal_text(remark) + "\n";
}

std::string describe(const Conversion& conversion, bool verbose) {
  std::vector<std::string> lines{conversion.image + " (" + conversion.platform + ", " +
                                 counted(conversion.layers, "layer") + ", " +
                                 counted(conversion.entries, "file") + ")"};
  std::size_t width = 0;
  for (const MadeFile& file : conversion.files) {
    width = std::max(width, file.path.string().size());
  }
  for (const MadeFile& file : conversion.files) {
    const std::string name = file.path.string();
    char size[32];
    std::snprintf(size, sizeof size, "%10s", human_size(file.size).c_str());
    lines.push_back("  " + name + std::string(width - name.size(), ' ') + size + "  " + file.what);
  }
  const BootDescription& boot = conversion.boot;
  if (!boot.command.empty()) {
    const std::string who = " as " + shortened(boot.as, kColumns / 2);
    lines.push_back("boots " + shortened(boot.command, kColumns - 6 - who.size()) + who);
  }
  for (const std::string& note : boot.notes) lines.push_back("note: " + note);
  if (verbose) {
    if (!boot.reason.empty()) lines.push_back("because " + boot.reason);
    if (!boot.kernel.empty()) lines.push_back("kernel from " + boot.kernel);
    for (const std::string& patch : boot.patches) lines.push_back("patch " + patch);
  }
  std::string text;
  for (const std::string& line : lines) text += terminal_text(line) + "\n";
  return text;
}

}  // namespace oci2boot
