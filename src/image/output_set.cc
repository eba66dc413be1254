// SPDX-License-Identifier: Apache-2.0
#include "src/image/output_set.h"

#include <fcntl.h>
#include <unistd.h>

#include <set>

namespace oci2boot {
namespace {

/// Makes new names last through a power failure. Some file systems cannot, which is no error.
void sync_folder(const std::filesystem::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

}  // namespace

OutputFile& OutputSet::add(const std::filesystem::path& path, OutputKind kind) {
  if (files_.empty()) remove_abandoned_files(folder_of(path));
  return *files_.emplace_back(std::make_unique<OutputFile>(path, kind, existing_));
}

void OutputSet::commit() {
  for (const auto& file : files_) file->sync();
  for (const auto& file : files_) file->prepare();
  try {
    for (auto file = files_.rbegin(); file != files_.rend(); ++file) (*file)->publish();
  } catch (...) {
    for (const auto& file : files_) file->withdraw();
    throw;
  }
  std::set<std::filesystem::path> folders;
  for (const auto& file : files_) folders.insert(folder_of(file->path()));
  for (const auto& folder : folders) sync_folder(folder);
}

}  // namespace oci2boot
