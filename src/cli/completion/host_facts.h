// SPDX-License-Identifier: Apache-2.0
// What completion asks this machine.
#pragma once

#include "src/cli/completion/completion.h"
#include "src/pipeline/surroundings.h"

namespace oci2boot {

/// What cannot be read is not there: nobody could be told while a line is typed.
CompletionFacts host_facts(const Surroundings& surroundings);

}  // namespace oci2boot
