// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace oci2boot {

/// All of it, in one write() where the kernel takes it so: lines of several processes do not mix,
/// and a frame is drawn at once. What cannot be shown is no reason to stop, and is dropped.
void write_to_descriptor(int fd, std::string_view text);

}  // namespace oci2boot
