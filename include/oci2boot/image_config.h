// SPDX-License-Identifier: Apache-2.0
// The image configuration (OCI image-spec, config.md; Docker's is the same where they overlap).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "oci2boot/digest.h"
#include "oci2boot/platform.h"
#include "oci2boot/timestamp.h"

namespace oci2boot {

struct ImageConfig {
  Platform platform;             ///< parts that the document lacks are empty
  Timestamp created;             ///< 1970 when the document does not say
  std::string user;              ///< USER[:GROUP], names or numbers
  std::vector<std::string> env;  ///< NAME=VALUE, in order
  std::vector<std::string> entrypoint;
  std::vector<std::string> cmd;
  std::string working_dir;
  std::string stop_signal;                 ///< "SIGTERM", "15"; often empty
  std::vector<std::string> exposed_ports;  ///< "8080/tcp", sorted
  std::vector<std::string> volumes;        ///< paths, sorted
  std::map<std::string, std::string> labels;
  std::vector<Digest> diff_ids;  ///< of the unpacked layers, oldest first

  /// Throws Error (invalid_image) on anything that is not such a document.
  static ImageConfig parse(std::string_view json);
};

}  // namespace oci2boot
