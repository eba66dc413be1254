// SPDX-License-Identifier: Apache-2.0
#include "src/launch/shares/volume.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

[[noreturn]] void refuse(const Volume& volume, const std::string& why) {
  throw Error(ErrorCode::usage, "volume " + volume.host.string() + ":" + volume.guest + ": " + why);
}

void resolve_host(Volume& volume) {
  std::error_code error;
  const std::filesystem::path path = std::filesystem::canonical(volume.host, error);
  const std::string name = volume.host.string();
  if (error.value() == ENOENT) {
    refuse(volume, "there is no " + name + " on this machine; for a new folder: mkdir -p " + name);
  }
  if (error) refuse(volume, name + ": " + errno_text(error.value()));
  if (!std::filesystem::is_directory(path, error)) {
    refuse(volume, name + " is a file, and only folders can be shared with a virtual machine; -v " +
                       path.parent_path().string() + ":/GUEST shares the folder it is in");
  }
  if (::access(path.c_str(), R_OK | X_OK) != 0) {
    refuse(volume, "you may not read " + name + ": " + errno_text(errno));
  }
  volume.host = path;
}

void check_guest_paths(std::span<const Volume> volumes) {
  for (std::size_t i = 0; i < volumes.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (volumes[i].guest == volumes[j].guest) {
        refuse(volumes[i], "another volume is on " + volumes[i].guest + " already");
      }
    }
  }
}

auto depth(const Volume& volume) {
  return std::count(volume.guest.begin(), volume.guest.end(), '/');
}

}  // namespace

std::vector<Volume> resolve_volumes(std::span<const Volume> volumes) {
  if (volumes.size() > kMostVolumes) {
    throw Error(ErrorCode::usage, "a run has room for " + std::to_string(kMostVolumes) +
                                      " volumes, and these are " + std::to_string(volumes.size()));
  }
  std::vector<Volume> resolved(volumes.begin(), volumes.end());
  for (Volume& volume : resolved) resolve_host(volume);
  check_guest_paths(resolved);
  std::stable_sort(resolved.begin(), resolved.end(),
                   [](const Volume& a, const Volume& b) { return depth(a) < depth(b); });
  return resolved;
}

}  // namespace oci2boot
