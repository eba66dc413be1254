// SPDX-License-Identifier: Apache-2.0
// Brings an image into the cache, so that it can be used later without the network.
#pragma once

#include <cstdint>
#include <string>

#include "oci2boot/progress.h"
#include "oci2boot/reference.h"
#include "src/pipeline/source_request.h"

namespace oci2boot {

struct PullRequest {
  Reference reference;
  SourceRequest source;
};

struct Pulled {
  std::string name;      ///< the whole reference: "docker.io/library/alpine:latest"
  std::string pinned;    ///< "docker.io/library/alpine@sha256:…": the same bytes for ever
  std::string platform;  ///< "linux/amd64"
  std::size_t layers = 0;
  std::uint64_t bytes = 0;  ///< of all layers, packed
};

/// Every layer is in the cache and verified when this returns. Throws Error.
Pulled pull(const PullRequest& request, const Surroundings& surroundings, Progress& progress);

}  // namespace oci2boot
