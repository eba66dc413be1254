// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/doctor/kernels.h"

#include <unistd.h>

#include <filesystem>
#include <set>
#include <string>

#include "src/boot/kernel/host_kernel.h"
#include "src/boot/kernel/kernel_config.h"
#include "src/boot/kernel/kernel_finder.h"
#include "src/pipeline/doctor/machines.h"

namespace oci2boot {

namespace {

constexpr const char* kHostRoot = "/";

/// Ubuntu lets only root read the kernels in /boot.
bool has_unreadable_kernels() {
  const std::filesystem::path root = kHostRoot;
  for (const std::string& path : installed_kernels(HostFiles(root))) {
    const std::filesystem::path file = root / path;
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
  const std::set<std::string> architectures{own, "amd64", "arm64"};
  std::vector<Finding> findings;
  for (const std::string& architecture : architectures) {
    const std::string subject = "kernel for " + architecture;
    if (const auto kernel = host_kernel(surroundings.kernel_store, kHostRoot, architecture)) {
      findings.push_back(kernel_finding(subject, *kernel));
    } else if (architecture == own) {
      findings.push_back(missing_kernel(subject, architecture));
    }
  }
  return findings;
}

}  // namespace oci2boot
