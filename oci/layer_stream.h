// SPDX-License-Identifier: Apache-2.0
// A layer's tar stream, verified on both sides of its decompression.
#pragma once

#include <memory>
#include <string>

#include "oci/verified_source.h"
#include "oci2boot/image.h"
#include "oci2boot/progress.h"

namespace oci2boot {

/// "layer 3 of 5 of alpine:latest (sha256:0123456789ab)"
std::string layer_name(const Image& image, std::size_t index);

/// verified blob -> inflate, on a thread of its own -> diff ID. The stream must be read to its
/// end: only then is it known to be what was declared. Errors name the layer.
/// `progress`, told from that thread, outlives the stream.
std::unique_ptr<VerifiedSource> open_layer_stream(const Image& image, std::size_t index,
                                                  Progress& progress);

}  // namespace oci2boot
