// SPDX-License-Identifier: Apache-2.0
// OUTPUT.json: what was made from what. Equal conversions give equal bytes: no paths of the host,
// no times but those of the image.
#pragma once

#include <string>
#include <vector>

#include "oci2boot/flatten.h"
#include "oci2boot/image.h"
#include "src/boot/kernel/kernel_source.h"
#include "src/boot/patch.h"
#include "src/boot/plan.h"

namespace oci2boot {

struct Provenance {
  struct File {
    std::string name;  ///< without folders
    std::uint64_t size;
    Digest digest;
  };

  std::string made_by;     ///< "oci2boot 0.1.0"
  std::string image_name;  ///< without folders
  const Image& image;
  const FlattenResult& flattened;
  const BootPlan& plan;
  const std::optional<Kernel>& kernel;
  const std::string& kernel_command_line;
  const std::vector<AppliedPatch>& patches;
  std::vector<File> files;
};

/// The document, with a final newline. Bytes that are no UTF-8 become U+FFFD: JSON has no others.
std::string provenance_json(const Provenance& provenance);

}  // namespace oci2boot
