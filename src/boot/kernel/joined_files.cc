// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "src/boot/kernel/file_view.h"

namespace oci2boot {

namespace {

void merge(std::vector<std::string>& all, std::vector<std::string> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
}

}  // namespace

std::vector<std::string> JoinedFiles::names(const std::string& folder) const {
  std::vector<std::string> all;
  for (const auto& view : views_) merge(all, view->names(folder));
  return all;
}

std::vector<std::string> JoinedFiles::files_below(const std::string& folder) const {
  std::vector<std::string> all;
  for (const auto& view : views_) merge(all, view->files_below(folder));
  return all;
}

std::unique_ptr<ByteSource> JoinedFiles::open(const std::string& path) const {
  for (const auto& view : views_) {
    if (std::unique_ptr<ByteSource> file = view->open(path)) return file;
  }
  return nullptr;
}

std::string JoinedFiles::describe(const std::string& path) const {
  for (const auto& view : views_) {
    if (view->open(path)) return view->describe(path);
  }
  return views_.front()->describe(path);
}

}  // namespace oci2boot
