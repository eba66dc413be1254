// SPDX-License-Identifier: Apache-2.0
// The kernel of a cached root: one file for all roots that boot with it.
#pragma once

#include <filesystem>

#include "src/boot/kernel/kernel_source.h"
#include "src/pipeline/run/root_store.h"

namespace oci2boot {

/// Puts it at `path`, where nothing is: unpacked where it starts so (starts_by_pvh()), which saves
/// each run the time to unpack itself. The file is the store's too, where the file system has hard
/// links. Throws Error (output_failed).
void put_kernel(const Kernel& kernel, const RootStore& store, const std::filesystem::path& path);

}  // namespace oci2boot
