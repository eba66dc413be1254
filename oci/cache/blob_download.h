// SPDX-License-Identifier: Apache-2.0
// One blob, from its origin to a whole and verified file.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>

#include "oci/cache/blob_origin.h"
#include "oci/cache/followed_blob.h"
#include "oci/cache/partial_blob.h"
#include "oci2boot/manifest.h"
#include "oci2boot/registry_options.h"

namespace oci2boot {

/// Told as bytes arrive: how many are here, and how many of them an earlier download left. They
/// only grow.
using ArrivalReport = std::function<void(std::uint64_t bytes, std::uint64_t resumed)>;

/// Goes on where `partial` ends, as often as patience allows, and shows `followed` what is here.
/// Returns when all is here and has the blob's digest. Bytes that have not are dropped; they are
/// fetched once more if nobody has read any, and are otherwise an Error (verification_failed) that
/// is_repairable(). Throws what the origin throws.
void download(const Descriptor& blob, BlobOrigin& origin, const Patience& patience,
              PartialBlob& partial, FollowedBlob& followed, const ArrivalReport& report,
              const std::stop_token& stop);

}  // namespace oci2boot
