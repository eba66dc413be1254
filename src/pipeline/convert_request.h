// SPDX-License-Identifier: Apache-2.0
// One conversion, as it was asked for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "oci2boot/image_source.h"
#include "src/boot/kernel/kernel_source.h"
#include "src/boot/plan.h"
#include "src/image/ext4/disk_size.h"
#include "src/image/output_format.h"
#include "src/launch/launch_plan.h"
#include "src/pipeline/source_request.h"

namespace oci2boot {

struct ConvertRequest {
  ImageName image;
  SourceRequest source;
  std::string output;   ///< a path, or "-"
  OutputChoice choice;  ///< what that is to be
  bool force = false;

  // Of disks.
  DiskSize disk_size;
  bool grow = false;  ///< the guest grows its file system when the disk is larger

  // The rest is for what boots.
  BootOptions boot;
  /// For any number of runs (run/): what mounts folders of the host goes in as well, and nothing
  /// does of what only the program is told, for each run tells its own.
  bool for_runs = false;
  std::vector<std::string> disabled_patches;

  std::string kernel = "auto";  ///< see KernelRequest; or image:NAME, see kernel_carrier()
  bool vmlinux = false;         ///< put the unpacked kernel beside OUTPUT too
  ModuleSelection modules = ModuleSelection::needed;
  std::string kernel_arguments;

  std::vector<PublishedPort> ports;
  std::optional<std::uint64_t> memory_mib;
  unsigned cpus = 1;
};

}  // namespace oci2boot
