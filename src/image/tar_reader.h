// SPDX-License-Identifier: Apache-2.0
// Reads a tar archive, packed in any way that one of our outputs can be, as flattening reads a
// layer.
#pragma once

#include <functional>
#include <memory>

#include "oci2boot/byte_source.h"
#include "oci2boot/limits.h"
#include "oci2boot/root_filesystem.h"
#include "oci2boot/warnings.h"

namespace oci2boot {

/// Into `root`, which is empty at first. `open` gives the file from its start. Throws what
/// flatten() throws.
void read_tar(const std::function<std::unique_ptr<ByteSource>()>& open, RootFilesystem& root,
              const Limits& limits, const WarningSink& warn);

}  // namespace oci2boot
