// SPDX-License-Identifier: Apache-2.0
// Images that a Docker engine holds (Engine API, "Export several images"), or whatever speaks its
// language: Podman's service does.
#pragma once

#include <memory>
#include <string>

#include "oci2boot/image_source.h"

namespace oci2boot {

/// `name` is a reference or an image ID ("sha256:…"). The engine's archive is kept in a temporary
/// file: its manifest comes last. Throws Error: not_found when the engine cannot be reached or does
/// not have the image.
std::unique_ptr<Image> open_docker_daemon(const std::string& name, const SourceOptions& options);

}  // namespace oci2boot
