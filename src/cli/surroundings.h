// SPDX-License-Identifier: Apache-2.0
// The only reader of environment variables.
#pragma once

#include "src/pipeline/convert_request.h"

namespace oci2boot {

/// TMPDIR (else /var/tmp); OCI2BOOT_KERNELS (else oci2boot/kernels in XDG_DATA_HOME, else in
/// ~/.local/share); SOURCE_DATE_EPOCH. Throws Error (usage) when the last is no number.
Surroundings surroundings_of_process();

}  // namespace oci2boot
