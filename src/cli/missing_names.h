// SPDX-License-Identifier: Apache-2.0
// What is not there, and what was perhaps meant by its name.
#pragma once

#include <filesystem>
#include <string>

#include "oci2boot/error.h"
#include "oci2boot/image_source.h"

namespace oci2boot {

/// " (did you mean 'FILE'?)": the name of a file that is there and is spelt much like `image` where
/// that is a file that is not; where it would be an image of Docker Hub, also a command that is
/// spelt so. Nothing when the error tells of anything else than that it is missing.
std::string suggestion(const Error& error, const ImageName& image);

/// The same for a file that the error names.
std::string suggestion(const Error& error, const std::filesystem::path& file);

}  // namespace oci2boot
