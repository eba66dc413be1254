// SPDX-License-Identifier: Apache-2.0
// What stands in front of an RPM package's files (RPM's documentation, "RPM V4 Package format"): a
// lead of 96 bytes, the signatures' header padded to 8 bytes, the package's header. Nothing in them
// is needed to get at the files.
#pragma once

#include <string_view>

#include "oci2boot/byte_source.h"

namespace oci2boot {

/// Whether a file's first bytes are those of an RPM package.
bool is_rpm_package(std::string_view head);

/// Passes over them; the packed cpio archive comes next. Throws Error (invalid_image) when they are
/// cut off or are no such headers.
void skip_rpm_headers(ByteSource& package);

}  // namespace oci2boot
