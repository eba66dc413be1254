// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "oci2boot/byte_source.h"
#include "oci2boot/limits.h"

namespace oci2boot {

/// All of a manifest, index, configuration or manifest.json, which `what` names. Throws Error
/// (invalid_image) when it is larger than such documents may be.
std::string read_document(ByteSource& source, const Limits& limits, const std::string& what);

}  // namespace oci2boot
