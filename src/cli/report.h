// SPDX-License-Identifier: Apache-2.0
// What the program tells people: results on standard output, the rest on standard error.
#pragma once

#include <string>

#include "src/pipeline/pipeline.h"

namespace oci2boot {

void print(const std::string& text);
void print_warning(const std::string& warning);
void print_error(const std::string& error);

/// The result in a few lines, of at most 80 columns where the output's name is not longer; on
/// standard error when the output itself went to standard output.
void print_conversion(const ConvertRequest& request, const Conversion& conversion);

/// The lines that print_conversion() prints.
std::string describe(const ConvertRequest& request, const Conversion& conversion);

/// "3.1 MiB"
std::string human_size(std::uint64_t bytes);

}  // namespace oci2boot
