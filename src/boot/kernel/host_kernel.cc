// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/host_kernel.h"

#include <utility>
#include <vector>

#include "src/boot/kernel/kernel_finder.h"
#include "src/boot/kernel/kernel_store.h"

namespace oci2boot {

namespace {

std::optional<LocatedKernel> newest_of(const std::shared_ptr<const FileView>& files,
                                       const std::vector<std::string>& paths,
                                       const std::string& architecture) {
  std::optional<FoundKernel> found = newest_kernel(*files, paths, architecture);
  if (!found) return std::nullopt;
  return locate(files, std::move(*found));
}

}  // namespace

std::optional<LocatedKernel> newest_installed(const std::shared_ptr<const FileView>& system,
                                              const std::string& architecture) {
  return newest_of(system, installed_kernels(*system), architecture);
}

std::optional<LocatedKernel> host_kernel(const std::filesystem::path& store,
                                         const std::filesystem::path& host_root,
                                         const std::string& architecture) {
  if (!store.empty()) {
    const auto files = std::make_shared<HostFiles>(store);
    if (auto kept = newest_of(files, stored_kernels(store), architecture)) return kept;
  }
  return newest_installed(std::make_shared<HostFiles>(host_root), architecture);
}

}  // namespace oci2boot
