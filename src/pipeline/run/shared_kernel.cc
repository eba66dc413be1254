// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/run/shared_kernel.h"

#include <string>
#include <system_error>

#include "oci2boot/error.h"
#include "oci2boot/hasher.h"
#include "src/boot/kernel/kernel_payload.h"
#include "src/boot/kernel/pvh.h"
#include "src/pipeline/output_files.h"

namespace oci2boot {

namespace {

namespace fs = std::filesystem;

/// As QEMU starts it soonest.
std::string bootable(const Kernel& kernel) {
  if (kernel.image.format != KernelFormat::bzimage) return kernel.bytes;
  try {
    std::string unpacked = unpacked_kernel(kernel.image, kernel.bytes);
    if (starts_by_pvh(unpacked)) return unpacked;
  } catch (const Error&) {
    // Packed in a way that the kernel alone knows.
  }
  return kernel.bytes;
}

}  // namespace

void put_kernel(const Kernel& kernel, const RootStore& store, const fs::path& path) {
  const fs::path shared = store.kernel(std::string(sha256_of(kernel.bytes).hex()));
  std::error_code not_there;
  fs::create_hard_link(shared, path, not_there);
  if (!not_there) return;
  OutputSet outputs(Existing::replace);
  write_text(outputs, path, OutputKind::data, bootable(kernel), "");
  outputs.commit();
  std::error_code no_matter;  // then the root has it alone
  fs::create_hard_link(path, shared, no_matter);
}

}  // namespace oci2boot
