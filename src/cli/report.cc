// SPDX-License-Identifier: Apache-2.0
#include "src/cli/report.h"

#include <algorithm>
#include <cstdio>

#include "src/cli/terminal_text.h"

namespace oci2boot {

namespace {

constexpr std::size_t kColumns = 80;

/// The start of `text`, when all of it has more than `most` bytes.
std::string shortened(const std::string& text, std::size_t most) {
  return text.size() <= most ? text : text.substr(0, most - 3) + "...";
}

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace

void print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
}

void print_warning(const std::string& warning) {
  std::fprintf(stderr, "oci2boot: warning: %s\n", terminal_text(warning).c_str());
}

void print_error(const std::string& error) {
  std::fprintf(stderr, "oci2boot: %s\n", terminal_text(error).c_str());
}

std::string human_size(std::uint64_t bytes) {
  static constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  auto size = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (size >= 1024 && unit + 1 < std::size(kUnits)) {
    size /= 1024;
    ++unit;
  }
  char text[32];
  std::snprintf(text, sizeof text, unit == 0 ? "%.0f %s" : "%.1f %s", size, kUnits[unit]);
  return text;
}

std::string describe(const ConvertRequest& request, const Conversion& conversion) {
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
  const std::string who = " as " + shortened(conversion.boots_as, kColumns / 2);
  lines.push_back("boots " + shortened(conversion.boots, kColumns - 6 - who.size()) + who);
  for (const std::string& note : conversion.notes) lines.push_back("note: " + note);
  if (request.verbose) {
    lines.push_back("because " + conversion.reason);
    if (!conversion.kernel.empty()) lines.push_back("kernel from " + conversion.kernel);
    for (const std::string& patch : conversion.patches) lines.push_back("patch " + patch);
  }
  std::string text;
  for (const std::string& line : lines) text += terminal_text(line) + "\n";
  return text;
}

void print_conversion(const ConvertRequest& request, const Conversion& conversion) {
  const std::string text = describe(request, conversion);
  std::fputs(text.c_str(), request.output == "-" ? stderr : stdout);
}

}  // namespace oci2boot
