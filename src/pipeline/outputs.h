// SPDX-License-Identifier: Apache-2.0
// The second half of a conversion: the initramfs and what belongs beside it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "oci2boot/digest.h"
#include "oci2boot/warnings.h"
#include "src/image/output_format.h"
#include "src/pipeline/prepare.h"

namespace oci2boot {

/// One file that a conversion made.
struct MadeFile {
  std::filesystem::path path;
  std::uint64_t size = 0;
  Digest digest;
  std::string what;  ///< "initramfs, zstd", for people
};

/// Before any work: throws Error (output_failed) when an output is in the way, or its folder is not
/// there.
void check_outputs(const ConvertRequest& request);

/// OUTPUT, OUTPUT.vmlinuz (where there is a kernel), OUTPUT.sh and OUTPUT.json. Throws Error; then
/// none of them has been made.
std::vector<MadeFile> write_outputs(const ConvertRequest& request, const OutputChoice& output,
                                    const Prepared& prepared, const WarningSink& warn);

/// The initramfs alone, on standard output.
void write_to_standard_output(const OutputChoice& output, const Prepared& prepared,
                              const WarningSink& warn);

}  // namespace oci2boot
