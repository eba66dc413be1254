// SPDX-License-Identifier: Apache-2.0
#include "src/cli/kernel_report.h"

#include <algorithm>

#include "src/cli/amounts.h"
#include "src/cli/columns.h"
#include "src/cli/terminal_text.h"

namespace oci2boot {

namespace {

struct Row {
  std::string architecture;
  std::string version;
  std::string size;
  std::string modules;
  std::string automatic;
  std::string name;
};

Row row_of(const StoredKernel& kernel) {
  const std::string version = kernel.image.version.empty() ? "unknown" : kernel.image.version;
  return {kernel.image.architecture,        terminal_text(version),
          human_size(kernel.size),          std::to_string(kernel.modules),
          kernel.is_automatic ? "yes" : "", terminal_text(kernel.name)};
}

/// The name comes last: it may be long.
std::string line_of(const Row& row, std::size_t version_width) {
  return on_the_left(row.architecture, 7) + on_the_left(row.version, version_width) +
         on_the_right(row.size, 10) + on_the_right(row.modules, 9) + "  " +
         on_the_left(row.automatic, 4) + "  " + row.name + "\n";
}

}  // namespace

std::string describe(const std::vector<StoredKernel>& kernels, const std::filesystem::path& store) {
  const std::string in_store = " in " + terminal_text(store.string()) + "\n";
  if (kernels.empty()) {
    return "no kernel" + in_store + "oci2boot-fetch-kernel or oci2boot kernel add puts one there\n";
  }
  std::vector<Row> rows{{"ARCH", "VERSION", "SIZE", "MODULES", "AUTO", "NAME"}};
  for (const StoredKernel& kernel : kernels) rows.push_back(row_of(kernel));
  std::size_t width = 0;
  for (const Row& row : rows) width = std::max(width, row.version.size());
  std::string text;
  for (const Row& row : rows) text += line_of(row, width);
  return text + counted(kernels.size(), "kernel") + in_store;
}

std::string describe(const AddedKernel& added) {
  const std::string version = added.image.version.empty() ? "" : " " + added.image.version;
  std::string text = "Linux" + version + " (" + added.image.architecture + ") from " + added.origin;
  if (!added.has_modules) text += ", without modules";
  if (!added.has_config) text += ", without its configuration";
  return terminal_text(text) + "\n" + terminal_text(added.folder.string()) + "\n";
}

}  // namespace oci2boot
