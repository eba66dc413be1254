// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/file_view.h"

#include "oci2boot/error.h"

namespace oci2boot {

std::optional<std::string> read_text(const FileView& view, const std::string& path,
                                     std::uint64_t limit) {
  const std::unique_ptr<ByteSource> source = view.open(path);
  if (!source) return std::nullopt;
  try {
    return read_all(*source, limit, view.describe(path));
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::string join_path(std::string_view folder, std::string_view name) {
  std::string path(folder);
  if (!folder.empty() && !name.empty()) path += '/';
  return path.append(name);
}

}  // namespace oci2boot
