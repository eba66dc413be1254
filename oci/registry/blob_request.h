// SPDX-License-Identifier: Apache-2.0
// One try to get the rest of a blob from one place.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "oci/http/http_client.h"
#include "oci/registry/blob_progress.h"

namespace oci2boot {

/// Sends a request with these headers, and throws when the answer is no success.
using BlobRequest =
    std::function<void(const std::vector<HttpHeader>& headers, const HttpReceiver& receiver)>;

/// Asks from progress.position() on, and for the whole where `sender` cannot do that: the bytes
/// that are here are then passed over. Throws what `request` and BlobProgress throw.
void receive_blob(const std::string& sender, BlobProgress& progress, const BlobRequest& request);

}  // namespace oci2boot
