// SPDX-License-Identifier: Apache-2.0
// Takes the files out of an output again: into a folder, or into a tar archive.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "oci2boot/limits.h"
#include "oci2boot/warnings.h"
#include "src/image/output_format.h"
#include "src/pipeline/surroundings.h"

namespace oci2boot {

struct UnpackRequest {
  std::filesystem::path output;         ///< what is read
  std::string target;                   ///< a folder; a file, or "-", where `archive` is set
  std::optional<OutputChoice> archive;  ///< of a tar
  bool force = false;
  Limits limits;
  unsigned jobs = 1;  ///< threads that pack an archive
};

struct Unpacked {
  std::string format;       ///< of what was read: "cpio", "ext4", "tar"
  std::uint64_t names = 0;  ///< the root not counted
};

/// Throws Error: that of reading, then nothing has been made; that of writing, then a folder has
/// what its message tells, and an archive is not there. Interrupted while a folder was written.
Unpacked unpack(const UnpackRequest& request, const Surroundings& surroundings,
                const WarningSink& warn);

}  // namespace oci2boot
