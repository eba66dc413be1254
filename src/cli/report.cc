// SPDX-License-Identifier: Apache-2.0
#include "src/cli/report.h"

#include <algorithm>
#include <cstdio>

namespace oci2boot {

namespace {

constexpr std::size_t kColumns = 80;

/// Control characters of untrusted names must not reach a terminal.
std::string visible(const std::string& text) {
  std::string shown;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    shown.push_back(byte < 0x20 || byte == 0x7f ? '?' : c);
  }
  return shown;
}

/// The start of `text`, when all of it has more than `most` bytes.
std::string shortened(const std::string& text, std::size_t most) {
  most = std::max<std::size_t>(most, 20);
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
  std::fprintf(stderr, "oci2boot: warning: %s\n", visible(warning).c_str());
}

void print_error(const std::string& error) {
  std::fprintf(stderr, "oci2boot: %s\n", visible(error).c_str());
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
  std::string text = visible(conversion.image) + " (" + conversion.platform + ", " +
                     counted(conversion.layers, "layer") + ", " +
                     counted(conversion.entries, "file") + ")\n";
  std::size_t width = 0;
  for (const MadeFile& file : conversion.files) {
    width = std::max(width, file.path.string().size());
  }
  for (const MadeFile& file : conversion.files) {
    const std::string name = file.path.string();
    char size[32];
    std::snprintf(size, sizeof size, "%10s", human_size(file.size).c_str());
    text += "  " + name + std::string(width - name.size(), ' ') + size + "  " + file.what + "\n";
  }
  const std::string who = " as " + visible(conversion.boots_as) + "\n";
  text += "boots " + shortened(visible(conversion.boots), kColumns - 6 - who.size()) + who;
  for (const std::string& note : conversion.notes) text += "note: " + visible(note) + "\n";
  if (request.verbose) {
    text += "because " + visible(conversion.reason) + "\n";
    if (!conversion.kernel.empty()) text += "kernel from " + visible(conversion.kernel) + "\n";
    for (const std::string& patch : conversion.patches) text += "patch " + visible(patch) + "\n";
  }
  return text;
}

void print_conversion(const ConvertRequest& request, const Conversion& conversion) {
  const std::string text = describe(request, conversion);
  std::fputs(text.c_str(), request.output == "-" ? stderr : stdout);
}

}  // namespace oci2boot
