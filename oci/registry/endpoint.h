// SPDX-License-Identifier: Apache-2.0
// Where the requests for an image go: to its registry, or to a mirror of that.
#pragma once

#include <string>
#include <vector>

#include "oci2boot/reference.h"
#include "oci2boot/registry_options.h"

namespace oci2boot {

/// One repository at one place.
struct Endpoint {
  std::string name;        ///< what people call the place: "docker.io", "127.0.0.1:5000"
  std::string host;        ///< HOST[:PORT] that is connected to: "registry-1.docker.io"
  std::string repository;  ///< its name there, a mirror's PATH in front
  /// "https" or "http", in the order in which they are to be tried.
  std::vector<std::string> schemes;
};

/// Plain HTTP is for loopback, where HTTPS is tried first, and for what the user says speaks it;
/// Docker Hub never does.
Endpoint registry_endpoint(const Reference& reference, bool plain_http);

/// Throws Error (usage) when the mirror's location is not HOST[:PORT][/PATH].
Endpoint mirror_endpoint(const Mirror& mirror, const std::string& repository, bool plain_http);

}  // namespace oci2boot
