// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/doctor/kernels.h"

#include <unistd.h>

#include <memory>
#include <optional>
#include <set>
#include <string>

#include "src/boot/kernel/kernel_config.h"
#include "src/boot/kernel/kernel_place.h"
#include "src/boot/kernel/kernel_store.h"
#include "src/pipeline/doctor/machines.h"

namespace oci2boot {

namespace {

constexpr const char* kHostRoot = "/";

/// As find_kernel() looks for one that no image brings.
std::optional<LocatedKernel> automatic_kernel(const std::filesystem::path& store,
                                              const std::string& architecture) {
  if (!store.empty()) {
    const auto files = std::make_shared<HostFiles>(store);
    auto found = newest_kernel(*files, stored_kernels(store), architecture);
    if (found) return locate(files, std::move(*found));
  }
  const auto host = std::make_shared<HostFiles>(kHostRoot);
  auto found = newest_kernel(*host, installed_kernels(*host), architecture);
  if (!found) return std::nullopt;
  return locate(host, std::move(*found));
}

/// Ubuntu lets only root read the kernels in /boot.
bool has_unreadable_kernels() {
  const HostFiles host(kHostRoot);
  for (const std::string& path : installed_kernels(host)) {
    const std::string file = kHostRoot + path;
    if (::access(file.c_str(), F_OK) == 0 && ::access(file.c_str(), R_OK) != 0) return true;
  }
  return false;
}

std::string how_to_get(const std::string& architecture) {
  return "oci2boot-fetch-kernel (scripts/fetch-kernel in the sources) --arch " + architecture +
         ", or oci2boot kernel add PACKAGE";
}

Finding missing_kernel(const std::string& subject, const std::string& architecture) {
  if (has_unreadable_kernels()) {
    return bad(subject, "none in the store, and those in /boot are readable for root alone",
               how_to_get(architecture));
  }
  return bad(subject, "none in the store nor in /boot: only images that bring a kernel boot",
             how_to_get(architecture));
}

/// What the kernel's configuration lacks. Nothing when it does not lie with the kernel.
Finding kernel_finding(const std::string& subject, const LocatedKernel& kernel) {
  const std::string& version = kernel.found.image.version;
  const std::string found = (version.empty() ? "version unknown" : version) + ", " +
                            kernel.files->describe(kernel.found.path);
  if (!kernel.config) return good(subject, found);
  const KernelConfig config(*kernel.config);
  if (!config.loads_initramfs()) {
    return bad(subject, found + ", loads no initramfs (CONFIG_BLK_DEV_INITRD)",
               "take a distribution's kernel for virtual machines");
  }
  const bool shares = config.value("VIRTIO_FS") != ConfigValue::unset ||
                      config.value("NET_9P_VIRTIO") != ConfigValue::unset;
  if (!shares) {
    return doubtful(subject, found + ", has neither virtiofs nor 9p: no -v HOST:GUEST",
                    "take a kernel with CONFIG_VIRTIO_FS");
  }
  return good(subject, found);
}

}  // namespace

std::vector<Finding> kernel_findings(const Surroundings& surroundings) {
  const std::string own = host_architecture();
  std::set<std::string> architectures{own};
  for (const StoredKernel& stored : list_stored_kernels(surroundings.kernel_store)) {
    if (stored.is_automatic) architectures.insert(stored.image.architecture);
  }
  std::vector<Finding> findings;
  for (const std::string& architecture : architectures) {
    const std::string subject = "kernel for " + architecture;
    const auto kernel = automatic_kernel(surroundings.kernel_store, architecture);
    findings.push_back(kernel ? kernel_finding(subject, *kernel)
                              : missing_kernel(subject, architecture));
  }
  return findings;
}

}  // namespace oci2boot
