// SPDX-License-Identifier: Apache-2.0
// What the program takes from where it runs; read once, before a command starts.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "oci2boot/registry_options.h"
#include "oci2boot/timestamp.h"

namespace oci2boot {

struct Surroundings {
  std::filesystem::path scratch_folder;  ///< for temporary files
  std::filesystem::path kernel_store;    ///< see KernelRequest::store
  std::optional<Timestamp> source_date;  ///< $SOURCE_DATE_EPOCH
  std::filesystem::path cache_folder;    ///< of blobs; empty: nothing says where it is
  RegistryOptions registry;              ///< what holds where the user asks for nothing else
  std::string docker_host;               ///< "unix:///var/run/docker.sock"
  std::string search_path;               ///< where programs are, as $PATH has it
};

}  // namespace oci2boot
