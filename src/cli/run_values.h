// SPDX-License-Identifier: Apache-2.0
// The values of options that only `run` has. All throw Error (usage).
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "src/launch/shares/volume.h"

namespace oci2boot {

/// "HOST:GUEST[:ro|:rw]", as `docker run -v` has it for folders. HOST has a slash or is "." or
/// ".."; a bare name would be one of Docker's volumes, which there are none of here. GUEST is
/// neither the root nor /dev, nor /proc, /sys or anything below those two: they are the kernel's.
Volume parse_volume(std::string_view text);

/// A device as QEMU's -device has it: "virtio-balloon-pci", "usb-storage,drive=stick".
std::string parse_device(std::string_view text);

/// "60", "90s", "5m", "1h", "0.5": seconds where there is no unit; at most 365 days.
std::chrono::milliseconds parse_timeout(std::string_view text);

/// One argument for QEMU: any text but none.
std::string parse_qemu_argument(std::string_view text);

}  // namespace oci2boot
