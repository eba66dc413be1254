// SPDX-License-Identifier: Apache-2.0
// From what a user types as IMAGE to an Image.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "oci2boot/image.h"
#include "oci2boot/platform.h"

namespace oci2boot {

/// Where an image comes from, in the notation of skopeo (containers-transports(5)).
enum class Transport {
  registry,        ///< NAME[:TAG][@DIGEST], or docker://NAME…
  docker_archive,  ///< docker-archive:FILE[:REF]
  oci_layout,      ///< oci:FOLDER[:TAG]
  oci_archive,     ///< oci-archive:FILE[:TAG]
  rootfs,          ///< rootfs:FILE-or-FOLDER
  standard_input,  ///< -
  path,            ///< an existing file or folder: its content tells what it is
};

struct ImageName {
  Transport transport = Transport::registry;
  std::string location;  ///< a path, or the name in a registry
  std::string tag;       ///< which image of several; often empty

  /// Throws Error (usage). Whether a bare word is a path is decided by whether it exists.
  static ImageName parse(std::string_view text);
};

struct SourceOptions {
  Platform platform;                     ///< what the image is to run on
  bool platform_was_asked_for = false;   ///< by the user, not by default
  std::filesystem::path scratch_folder;  ///< where packed archives are unpacked for a while
};

/// Opens the image and verifies its documents. Throws Error: not_found when the file or the image
/// in it is missing, invalid_image when it is no image or of the wrong platform (the message lists
/// what there is), verification_failed when a digest differs.
std::unique_ptr<Image> open_image(const ImageName& name, const SourceOptions& options);

}  // namespace oci2boot
