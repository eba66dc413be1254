// SPDX-License-Identifier: Apache-2.0
// One `oci2boot run`, as it was asked for.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "src/launch/shares/volume.h"
#include "src/pipeline/convert_request.h"

namespace oci2boot {

/// Where the guest's root is.
enum class RunFormat {
  initramfs,  ///< in its memory
  disk,
};

struct RunRequest {
  /// What the root is made of, how it boots, and on what machine: ports may be 0 on the host. Its
  /// output, force, grow and vmlinux are not looked at.
  ConvertRequest conversion;
  std::optional<RunFormat> format;  ///< nothing: as choose_run_format() has it
  bool wants_disk_size = false;     ///< conversion.disk_size was typed
  std::filesystem::path keep;       ///< where what the guest writes stays; empty: nowhere
  std::vector<Volume> volumes;
  std::vector<std::string> devices;
  std::vector<std::string> qemu_arguments;
  bool terminal = false;  ///< the program has one of its own
  bool verbose = false;
  std::optional<std::chrono::milliseconds> timeout;
};

}  // namespace oci2boot
