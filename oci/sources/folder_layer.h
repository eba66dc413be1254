// SPDX-License-Identifier: Apache-2.0
// A folder of the host as a layer: a tar stream that is made while it is read.
#pragma once

#include <memory>
#include <string>

#include "oci2boot/byte_source.h"

namespace oci2boot {

/// Owners, times, xattrs, hard links, devices and holes as the folder has them, but no ACLs and no
/// file flags (chattr), and no sockets; other file systems mounted below it are entered. Throws
/// Error (not_found) when something cannot be read.
std::unique_ptr<ByteSource> folder_layer(const std::string& path);

}  // namespace oci2boot
