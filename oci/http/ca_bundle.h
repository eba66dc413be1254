// SPDX-License-Identifier: Apache-2.0
// Whom to trust, as one text: libcurl takes the system's certificates or others, not both.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace oci2boot {

/// The certificates of `system_bundle` (nothing, when that is empty or not there) and of the files,
/// in PEM. Throws Error (failed) that names a file which cannot be read or holds no certificate.
std::string joined_certificates(const std::filesystem::path& system_bundle,
                                const std::vector<std::filesystem::path>& files);

}  // namespace oci2boot
