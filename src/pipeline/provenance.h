// SPDX-License-Identifier: Apache-2.0
// OUTPUT.json: what was made from what. Equal conversions give equal bytes: no paths of the host,
// no times but those of the image.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "oci2boot/digest.h"
#include "src/pipeline/prepare.h"

namespace oci2boot {

struct RecordedFile {
  std::string name;  ///< without folders
  std::uint64_t size;
  std::optional<Digest> digest;
};

/// The document of something that boots, with a final newline. Bytes that are no UTF-8 become
/// U+FFFD: JSON has no others.
std::string provenance_json(const Prepared& prepared, const std::string& kernel_command_line,
                            std::span<const RecordedFile> files);

/// The same of an image as it is: no boot, no kernel, no patches.
std::string provenance_json(const FlatImage& flat, std::span<const RecordedFile> files);

}  // namespace oci2boot
