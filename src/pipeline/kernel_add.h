// SPDX-License-Identifier: Apache-2.0
// Puts a kernel into the kernel store.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "oci2boot/progress.h"
#include "oci2boot/warnings.h"
#include "src/boot/kernel/kernel_store.h"
#include "src/pipeline/source_request.h"

namespace oci2boot {

struct KernelAddRequest {
  /// One kernel, folder, package or image:NAME; or several packages that make one kernel.
  std::vector<std::string> sources;
  std::string name;  ///< in the store; empty: by the kernel's version and architecture
  bool force = false;
  /// How an image is found. Its platform also says for what architecture the kernel is to be, where
  /// there are several; else this machine's is preferred.
  SourceRequest source;
};

struct AddedKernel {
  std::filesystem::path folder;  ///< in the store
  std::string origin;            ///< where it was found
  KernelImage image;
  bool has_modules = false;
  bool has_config = false;
};

/// Throws Error; then nothing has been added. Interrupted while files were copied.
AddedKernel add_kernel(const KernelAddRequest& request, const Surroundings& surroundings,
                       const WarningSink& warn, Progress& progress);

}  // namespace oci2boot
