// SPDX-License-Identifier: Apache-2.0
// One conversion, as it was asked for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "oci2boot/image_source.h"
#include "oci2boot/timestamp.h"
#include "src/boot/kernel/kernel_source.h"
#include "src/boot/plan.h"
#include "src/launch/launch_plan.h"

namespace oci2boot {

struct ConvertRequest {
  ImageName image;
  std::string output;  ///< a path, or "-"
  std::optional<std::string> format;
  std::optional<std::string> compress;
  bool force = false;

  std::optional<Platform> platform;

  BootOptions boot;
  std::vector<std::string> disabled_patches;

  std::string kernel = "auto";
  ModuleSelection modules = ModuleSelection::needed;
  std::string kernel_arguments;

  std::vector<PublishedPort> ports;
  std::optional<std::uint64_t> memory_mib;
  unsigned cpus = 1;

  bool quiet = false;
  bool verbose = false;
};

/// What the program takes from where it runs; read once, in main.
struct Surroundings {
  std::filesystem::path scratch_folder;  ///< for temporary files: $TMPDIR or /var/tmp
  std::filesystem::path kernel_store;    ///< see KernelRequest::store
  std::optional<Timestamp> source_date;  ///< $SOURCE_DATE_EPOCH
};

}  // namespace oci2boot
