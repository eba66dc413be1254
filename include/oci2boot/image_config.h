// SPDX-License-Identifier: Apache-2.0
// The image configuration (OCI image-spec, config.md; Docker's is the same where they overlap).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci2boot/digest.h"
#include "oci2boot/platform.h"
#include "oci2boot/timestamp.h"

namespace oci2boot {

/// How an image says that its program is well (Docker's configuration; OCI's has none). What is 0
/// was not said: Docker then takes 30 s, 30 s, 0 s, 5 s and 3.
struct Healthcheck {
  std::vector<std::string> test;  ///< {"NONE"}, {"CMD", …} or {"CMD-SHELL", LINE}; not empty
  std::uint64_t interval_ns = 0;
  std::uint64_t timeout_ns = 0;
  std::uint64_t start_period_ns = 0;
  std::uint64_t start_interval_ns = 0;
  std::uint64_t retries = 0;
  bool operator==(const Healthcheck&) const = default;
};

/// One step of how an image was made, as its builder tells it: nobody verifies that.
struct HistoryStep {
  std::string created_by;    ///< "/bin/sh -c #(nop) CMD [\"sh\"]", "RUN make # buildkit"; or empty
  std::string comment;       ///< often empty
  bool empty_layer = false;  ///< the step made no layer
  bool operator==(const HistoryStep&) const = default;
};

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
  std::optional<Healthcheck> healthcheck;
  std::map<std::string, std::string> labels;
  std::vector<Digest> diff_ids;      ///< of the unpacked layers, oldest first
  std::vector<HistoryStep> history;  ///< oldest first; empty also where it is no such list

  /// Throws Error (invalid_image) on anything that is not such a document.
  static ImageConfig parse(std::string_view json);
};

}  // namespace oci2boot
