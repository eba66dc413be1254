// SPDX-License-Identifier: Apache-2.0
// A plain root file system, as a tarball or a folder: an image of one layer with nothing declared.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "oci2boot/image_source.h"

namespace oci2boot {

/// `open` gives the tar stream, packed or not, from its start each time it is called.
std::unique_ptr<Image> open_rootfs(std::string name,
                                   std::function<std::unique_ptr<ByteSource>()> open,
                                   const SourceOptions& options);

}  // namespace oci2boot
