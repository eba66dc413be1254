// SPDX-License-Identifier: Apache-2.0
// OCI image layouts, as folders and inside archives (OCI image-spec, image-layout.md).
#pragma once

#include <memory>
#include <string>

#include "oci/file_set.h"
#include "oci2boot/image_source.h"

namespace oci2boot {

bool is_oci_layout(const FileSet& files);

/// `tag` may be empty when there is but one image.
std::unique_ptr<Image> open_oci_layout(std::shared_ptr<const FileSet> files, const std::string& tag,
                                       const SourceOptions& options);

}  // namespace oci2boot
