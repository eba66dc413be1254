// SPDX-License-Identifier: Apache-2.0
// What the program tells people: results on standard output, the rest on standard error.
#pragma once

#include <string>

#include "src/cli/text_style.h"
#include "src/pipeline/pipeline.h"

namespace oci2boot {

/// On standard output, at once. Throws Error (output_failed).
void print(const std::string& text);

/// The same for what only shows something: where the reader has seen enough (`| head -1`), the
/// process ends without a word, by SIGPIPE, as other programs do.
void show(const std::string& text);

/// On standard error.
void print_warning(const std::string& warning);
void print_error(const std::string& error);
void print_remark(const std::string& remark);

/// What the first two print, the newline included.
std::string warning_line(const std::string& warning, const TextStyle& style = TextStyle());
std::string error_line(const std::string& error, const TextStyle& style = TextStyle());
/// The last one's.
std::string remark_line(const std::string& remark);

/// The result in a few lines, of at most 80 columns where the output's name is not longer.
/// `verbose` adds why, and what each patch changed.
std::string describe(const Conversion& conversion, bool verbose);

}  // namespace oci2boot
