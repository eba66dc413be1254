// SPDX-License-Identifier: Apache-2.0
// A conversion's second half where the image's root file system is wanted as it is: the tar
// archive, and OUTPUT.json beside it.
#pragma once

#include <vector>

#include "src/pipeline/flat_image.h"
#include "src/pipeline/output_files.h"

namespace oci2boot {

/// Throws Error; then nothing has been made.
std::vector<MadeFile> write_tar_outputs(const ConvertRequest& request, const FlatImage& flat);

/// The archive alone.
void write_tar_to_standard_output(const ConvertRequest& request, const FlatImage& flat);

}  // namespace oci2boot
