// SPDX-License-Identifier: Apache-2.0
// What an output is called that was given no name.
#pragma once

#include <string>

#include "oci2boot/image_source.h"

namespace oci2boot {

/// NAME-TAG.qcow2 in the current folder: "alpine-3.20.qcow2" of docker.io/library/alpine:3.20,
/// "app.qcow2" of dist/app.tar.gz. Throws Error (usage) for an image that has no name of its own,
/// such as one on standard input.
std::string default_output(const ImageName& image);

}  // namespace oci2boot
