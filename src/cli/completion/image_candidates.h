// SPDX-License-Identifier: Apache-2.0
// Names of images, as somebody would type them.
#pragma once

#include "src/cli/completion/completion.h"

namespace oci2boot {

/// What may stand for IMAGE: cached images by the short names that people type, the notations, and
/// files behind those that take one. All of them, whatever `beginning` is.
Completion image_candidates(const std::string& beginning, const CompletionFacts& facts);

}  // namespace oci2boot
