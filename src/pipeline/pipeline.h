// SPDX-License-Identifier: Apache-2.0
// A whole conversion: the one place that joins the stages.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "oci2boot/digest.h"
#include "oci2boot/progress.h"
#include "oci2boot/warnings.h"
#include "src/pipeline/boot_description.h"
#include "src/pipeline/convert_request.h"
#include "src/pipeline/output_files.h"
#include "src/pipeline/surroundings.h"

namespace oci2boot {

/// What a conversion did, for people.
struct Conversion {
  std::string image;               ///< its name
  std::optional<Digest> manifest;  ///< of its manifest, where there is one
  std::optional<Digest> id;        ///< of its configuration, where there is one
  std::string platform;            ///< "linux/amd64"
  std::size_t layers = 0;
  std::size_t entries = 0;  ///< names in the root file system
  BootDescription boot;
  std::vector<MadeFile> files;  ///< empty when the output went to standard output
};

/// Throws Error; then nothing has been made.
Conversion convert(const ConvertRequest& request, const Surroundings& surroundings,
                   const WarningSink& warn, Progress& progress);

}  // namespace oci2boot
