// SPDX-License-Identifier: Apache-2.0
// The kernels that a user keeps: STORE/NAME/{boot,lib/modules}, a folder for each, as
// scripts/fetch-kernel and `oci2boot kernel add` make them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "src/boot/kernel/file_view.h"
#include "src/boot/kernel/kernel_image.h"
#include "src/boot/kernel/kernel_place.h"

namespace oci2boot {

/// Paths in `store` of what may be kernels, by the names of their folders.
std::vector<std::string> stored_kernels(const std::filesystem::path& store);

struct StoredKernel {
  std::string name;  ///< its folder's
  std::string path;  ///< in the store
  KernelImage image;
  std::uint64_t size = 0;     ///< of the kernel itself
  std::size_t modules = 0;    ///< files of modules
  bool has_config = false;    ///< as a file
  bool is_automatic = false;  ///< --kernel auto takes it for images of its architecture
};

/// All kernels of a store by architecture, the newest first. Empty when there is no such folder.
std::vector<StoredKernel> list_stored_kernels(const std::filesystem::path& store);

/// "6.1.0-9-amd64_amd64": what a kernel is called that nobody named. Throws Error (usage) when its
/// version is not known, which a name needs.
std::string default_kernel_name(const KernelImage& image);

/// Throws Error (usage) for what cannot be one folder's name, or would be a hidden one's.
void check_kernel_name(const std::string& name);

struct StoreRequest {
  std::filesystem::path store;  ///< made where it is missing
  std::string name;
  bool replace = false;
  std::function<bool()> is_stopped;  ///< asked between files
};

/// Copies a kernel, its configuration and its modules to STORE/NAME, which appears when all of it
/// is there. Throws Error: usage for a name that check_kernel_name() does not take; output_failed
/// when it exists already or cannot be written, or when the work was stopped; and what reading
/// throws.
void store_kernel(const LocatedKernel& kernel, const StoreRequest& request);

}  // namespace oci2boot
