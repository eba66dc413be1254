// SPDX-License-Identifier: Apache-2.0
// A conversion's second half where an initramfs is wanted: that, and what lies beside it.
#pragma once

#include <vector>

#include "oci2boot/warnings.h"
#include "src/pipeline/output_files.h"
#include "src/pipeline/prepare.h"

namespace oci2boot {

/// OUTPUT, OUTPUT.vmlinuz (where there is a kernel), OUTPUT.sh and OUTPUT.json. Throws Error; then
/// none of them has been made.
std::vector<MadeFile> write_initramfs_outputs(const ConvertRequest& request,
                                              const Prepared& prepared, const WarningSink& warn);

/// The initramfs alone.
void write_initramfs_to_standard_output(const ConvertRequest& request, const Prepared& prepared,
                                        const WarningSink& warn);

}  // namespace oci2boot
