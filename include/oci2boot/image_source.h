// SPDX-License-Identifier: Apache-2.0
// From what a user types as IMAGE to an Image.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "oci2boot/image.h"
#include "oci2boot/limits.h"
#include "oci2boot/platform.h"
#include "oci2boot/progress.h"
#include "oci2boot/registry_options.h"

namespace oci2boot {

/// Where an image comes from, in the notation of skopeo (containers-transports(5)).
enum class Transport {
  registry,        ///< NAME[:TAG][@DIGEST], or docker://NAME…
  docker_daemon,   ///< docker-daemon:NAME[:TAG][@DIGEST], or docker-daemon:sha256:ID
  docker_archive,  ///< docker-archive:FILE[:REF]
  oci_layout,      ///< oci:FOLDER[:TAG]
  oci_archive,     ///< oci-archive:FILE[:TAG]
  rootfs,          ///< rootfs:FILE-or-FOLDER
  standard_input,  ///< -
  path,            ///< an existing file or folder: its content tells what it is
};

struct ImageName {
  Transport transport = Transport::registry;
  std::string location;  ///< a path, or the name in a registry or an engine
  std::string tag;       ///< which image of several; often empty

  /// Throws Error (usage). Whether a bare word is a path is decided by whether it exists.
  static ImageName parse(std::string_view text);
};

/// When to ask a registry for an image whose name the cache knows.
enum class Pull {
  always,   ///< every time
  missing,  ///< when something of it is not in the cache
  never,    ///< not even then: that is an error
};

struct SourceOptions {
  Platform platform;                     ///< what the image is to run on
  bool platform_was_asked_for = false;   ///< by the user, not by default
  std::filesystem::path scratch_folder;  ///< where archives are kept for a while
  std::filesystem::path cache_folder;    ///< see BlobCache; empty: nothing is kept
  Pull pull = Pull::missing;
  RegistryOptions registry;
  Limits limits;                 ///< of documents and archives; flatten() has its own
  std::string docker_host;       ///< as $DOCKER_HOST has it: "unix:///run/docker.sock"
  Progress* progress = nullptr;  ///< outlives the image; null: nobody is told
};

/// Opens the image and verifies its documents; an image in a registry is not downloaded before its
/// layers are read. Throws Error: not_found when the file or the image in it is missing or a
/// registry cannot be reached, not_authorised when it refuses, invalid_image when it is no image or
/// of the wrong platform (the message lists what there is), verification_failed when a digest
/// differs.
std::unique_ptr<Image> open_image(const ImageName& name, const SourceOptions& options);

}  // namespace oci2boot
