// SPDX-License-Identifier: Apache-2.0
// What `kernel` tells people.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "src/pipeline/kernel_add.h"

namespace oci2boot {

/// A table, and where the store is. Names stay whole.
std::string describe(const std::vector<StoredKernel>& kernels, const std::filesystem::path& store);

/// "Linux 6.1.0-9-amd64 (amd64) from linux.deb:/boot/vmlinuz-6.1.0-9-amd64", and the folder.
std::string describe(const AddedKernel& added);

}  // namespace oci2boot
