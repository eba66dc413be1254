// SPDX-License-Identifier: Apache-2.0
// Part of the build: oci2boot.1 from oci2boot.1.in. Usage: oci2boot_manual TEMPLATE VERSION OUTPUT
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

#include "src/cli/command_table.h"
#include "src/cli/manual/manual_text.h"

namespace {

constexpr std::string_view kVersionMark = "@VERSION@";

void write_page(std::istream& page, const std::string& version, std::ostream& output) {
  for (std::string line; std::getline(page, line);) {
    if (line == "@COMMANDS@") {
      output << oci2boot::manual_text(oci2boot::command_descriptions());
      continue;
    }
    const std::size_t mark = line.find(kVersionMark);
    if (mark != std::string::npos) line.replace(mark, kVersionMark.size(), version);
    output << line << "\n";
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: oci2boot_manual TEMPLATE VERSION OUTPUT\n";
    return EXIT_FAILURE;
  }
  std::ifstream page(argv[1]);
  std::ofstream output(argv[3]);
  write_page(page, argv[2], output);
  output.close();
  if (page.eof() && output) return EXIT_SUCCESS;
  std::cerr << "oci2boot_manual: cannot make " << argv[3] << " of " << argv[1] << "\n";
  return EXIT_FAILURE;
}
