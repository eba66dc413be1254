// SPDX-License-Identifier: Apache-2.0
// Packs bytes as the builders of layers do.
#pragma once

#include <string>
#include <string_view>

namespace oci2boot {

std::string pack_gzip(std::string_view bytes);
std::string pack_zstd(std::string_view bytes);
std::string pack_xz(std::string_view bytes);
std::string pack_bzip2(std::string_view bytes);

/// A frame that decoders of zstd pass over (RFC 8878, section 3.1.2).
std::string zstd_skippable_frame(std::string_view content);

}  // namespace oci2boot
