// SPDX-License-Identifier: Apache-2.0
// Opening a file or folder as an image, as fuzz targets do it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "oci2boot/image_source.h"

namespace oci2boot {

/// A path in the scratch folder that is this process's own: "oci2boot-fuzz-1234-NAME".
std::string scratch_path(std::string_view name);

void write_whole_file(const std::string& path, std::string_view bytes);

/// Opens the image for linux/amd64 and flattens it. Throws what either throws.
void open_once(const ImageName& name);

/// The input as documents (documents.h), opened in both shapes that images of the transport have:
/// an archive and a folder. `name` is the target's, for the scratch folder.
void open_documents(Transport transport, std::string_view name,
                    std::span<const std::uint8_t> input);

}  // namespace oci2boot
