// SPDX-License-Identifier: Apache-2.0
// The one place that joins the stages: image source, flattening, boot plan and patches, image
// writer, launch script.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "oci2boot/digest.h"
#include "oci2boot/warnings.h"
#include "src/convert_request.h"

namespace oci2boot {

/// One file that a conversion made.
struct MadeFile {
  std::filesystem::path path;
  std::uint64_t size = 0;
  Digest digest;
  std::string what;  ///< "initramfs, zstd", for people
};

/// What a conversion did, for people.
struct Conversion {
  std::string image;     ///< its name
  std::string platform;  ///< "linux/amd64"
  std::size_t layers = 0;
  std::size_t entries = 0;           ///< names in the root file system
  std::string boots;                 ///< the command, as a shell would take it
  std::string boots_as;              ///< "root", "PID 1"
  std::string reason;                ///< why so, in half a sentence
  std::string kernel;                ///< where it was found; empty: there is none
  std::vector<std::string> notes;    ///< what the user may not expect
  std::vector<std::string> patches;  ///< "hosts: wrote /etc/hosts"
  std::vector<MadeFile> files;       ///< empty when the output went to standard output
};

/// Throws Error; then nothing has been made.
Conversion convert(const ConvertRequest& request, const Surroundings& surroundings,
                   const WarningSink& warn);

}  // namespace oci2boot
