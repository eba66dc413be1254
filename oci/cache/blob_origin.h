// SPDX-License-Identifier: Apache-2.0
// Where blobs come from that are not in the cache.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>

#include "oci2boot/manifest.h"

namespace oci2boot {

/// Takes bytes in order; may throw, which ends the transfer and leaves it.
using ByteSink = std::function<void(std::span<const std::byte>)>;

class BlobOrigin {
 public:
  virtual ~BlobOrigin() = default;

  /// One try to get the bytes of `blob` from `offset` (less than its size) on, to its end. Returns
  /// when the origin says that it has sent everything, which the caller compares with what was
  /// declared. Throws TransientError when a later try may do better; any other Error is final.
  /// Called from several threads at once, for different blobs. Returns who sent it, for messages.
  virtual std::string transfer(const Descriptor& blob, std::uint64_t offset, const ByteSink& sink,
                               const std::stop_token& stop) = 0;
};

}  // namespace oci2boot
