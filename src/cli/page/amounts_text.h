// SPDX-License-Identifier: Apache-2.0
// Amounts as the page has them.
#pragma once

#include <cstdint>
#include <string>

namespace oci2boot {

/// "1 file", "12,345 files"
std::string file_count(std::uint64_t files);

/// "0 %", "<0.1 %", "3.4 %", "34 %"
std::string share_text(std::uint64_t part, std::uint64_t whole);

/// Of a hundred, for style sheets: "12.345".
std::string percent(double part, double whole);

}  // namespace oci2boot
