// SPDX-License-Identifier: Apache-2.0
// Packs a stream so that the kernel can unpack it as an initramfs. The same input, choice and
// library give the same bytes on every machine, however the input is cut into writes and however
// many threads work on it.
#pragma once

#include <memory>

#include "src/image/byte_sink.h"
#include "src/image/compression.h"

namespace oci2boot {

/// A sink that passes what it receives on to `to`, packed. `to` must outlive it. `threads` (at
/// least 1) is how many may work at once; bzip2 and lzma use one. Throws Error (failed) when a
/// library refuses or memory runs out.
std::unique_ptr<ByteSink> compress(ByteSink& to, CompressionChoice choice, unsigned threads);

/// As many threads as this machine runs at once, within reason: xz takes 100 MiB and more for each.
unsigned usual_jobs();

}  // namespace oci2boot
