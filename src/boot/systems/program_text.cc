// SPDX-License-Identifier: Apache-2.0
#include "src/boot/systems/program_text.h"

#include <cstddef>
#include <cstdint>
#include <span>

#include "src/boot/systems/programs.h"

namespace oci2boot {

namespace {

constexpr std::uint64_t kLimit = 16U << 20;
constexpr std::size_t kBlock = 64U << 10;

bool has_text(const RootFilesystem& root, InodeId file, std::string_view text) {
  FileReader reader(root, file);
  std::string seen;
  for (std::uint64_t done = 0; done < kLimit;) {
    // What may be the start of the text stays before the next block.
    if (seen.size() >= text.size()) seen.erase(0, seen.size() - (text.size() - 1));
    const std::size_t kept = seen.size();
    seen.resize(kept + kBlock);
    const std::size_t got = reader.read(std::as_writable_bytes(std::span(seen).subspan(kept)));
    seen.resize(kept + got);
    if (seen.find(text) != std::string::npos) return true;
    if (got == 0) return false;
    done += got;
  }
  return false;
}

}  // namespace

bool program_mentions(const RootFilesystem& root, std::string_view path, std::string_view text) {
  return is_program(root, path) && has_text(root, *root.tree.lookup(path), text);
}

bool is_busybox(const RootFilesystem& root, std::string_view path) {
  return program_mentions(root, path, "BusyBox v");  // what its usage text starts with
}

std::optional<std::string> init_path(const RootFilesystem& root,
                                     bool (*is_it)(const RootFilesystem&, std::string_view)) {
  for (const std::string_view path : {"/sbin/init", "/bin/init"}) {
    if (is_it(root, path)) return std::string(path);
  }
  return std::nullopt;
}

}  // namespace oci2boot
