// SPDX-License-Identifier: Apache-2.0
// What `docker save` writes, old and new, and what Jib, Kaniko, Bazel, Podman and others write in
// its likeness (Docker image-spec v1.2, "Combined Image JSON + Filesystem Changeset Format").
#pragma once

#include <memory>
#include <string>

#include "oci/file_set.h"
#include "oci2boot/image_source.h"

namespace oci2boot {

bool is_docker_archive(const FileSet& files);

/// `reference` names one image of several and may be empty when there is but one.
std::unique_ptr<Image> open_docker_archive(std::shared_ptr<const FileSet> files,
                                           const std::string& reference,
                                           const SourceOptions& options);

}  // namespace oci2boot
