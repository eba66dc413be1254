// SPDX-License-Identifier: Apache-2.0
// Inputs that hold tar archives. tar_mutation.cc changes them for libFuzzer
// (LLVMFuzzerCustomMutator): a header has a checksum, so that changes of bytes would hardly ever
// get past a reader's first look. There entries are changed as entries, and checksums made right.
#pragma once

#include <string_view>

namespace oci2boot {

/// Stands between the tar archives of an input that holds several.
inline constexpr std::string_view kNextLayer = "\nNEXT LAYER\n";

}  // namespace oci2boot
