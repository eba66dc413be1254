// SPDX-License-Identifier: Apache-2.0
#include "oci/entry_path.h"

#include <algorithm>

namespace oci2boot {

EntryPath EntryPath::parse(std::string_view name) {
  EntryPath path;
  path.text.reserve(name.size());
  while (!name.empty()) {
    const std::size_t slash = std::min(name.find('/'), name.size());
    const std::string_view part = name.substr(0, slash);
    name.remove_prefix(std::min(slash + 1, name.size()));
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (path.depth == 0) {
        path.climbs = true;
      } else {
        const std::size_t last = path.text.rfind('/');
        path.text.resize(last == std::string::npos ? 0 : last);
        --path.depth;
      }
      continue;
    }
    if (path.depth > 0) path.text.push_back('/');
    path.text.append(part);
    path.longest = std::max(path.longest, part.size());
    ++path.depth;
  }
  return path;
}

std::string_view EntryPath::parent() const {
  const std::size_t slash = text.rfind('/');
  return slash == std::string::npos ? std::string_view() : std::string_view(text).substr(0, slash);
}

std::string_view EntryPath::base() const {
  const std::size_t slash = text.rfind('/');
  return slash == std::string::npos ? std::string_view(text)
                                    : std::string_view(text).substr(slash + 1);
}

}  // namespace oci2boot
