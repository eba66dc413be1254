// SPDX-License-Identifier: Apache-2.0
// The guest's PID 1, as bytes in this program.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace oci2boot {

/// The executable for `architecture` (GOARCH: "amd64"), static and in need of nothing that is in
/// the guest: it becomes /init of an initramfs. Empty when oci2boot was built without
/// one for that architecture. Lives as long as the program.
std::span<const std::byte> embedded_init(std::string_view architecture);

}  // namespace oci2boot
