// SPDX-License-Identifier: Apache-2.0
// How images are to be found, as it was asked for: what all commands that open one share.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "oci2boot/error.h"
#include "oci2boot/image_source.h"
#include "src/image/compressor.h"
#include "src/pipeline/surroundings.h"

namespace oci2boot {

/// What is not given leaves the surroundings' choice.
struct SourceRequest {
  std::optional<Platform> platform;
  std::optional<Credentials> credentials;
  std::filesystem::path auth_file;  ///< instead of all others
  std::filesystem::path ca_certificate;
  bool plain_http = false;
  std::vector<Mirror> mirrors;  ///< asked before those of the surroundings
  Pull pull = Pull::missing;
  std::filesystem::path cache_folder;
  std::optional<unsigned> parallel_downloads;
  Limits limits;
  unsigned jobs = usual_jobs();  ///< threads that pack; 1: and unpack
};

/// The library's options, made here for every command.
SourceOptions source_options(const SourceRequest& request, const Surroundings& surroundings,
                             Progress* progress);

/// What a command throws that makes no sense without a cache.
Error no_cache_folder();

}  // namespace oci2boot
