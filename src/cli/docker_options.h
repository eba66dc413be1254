// SPDX-License-Identifier: Apache-2.0
// What hands that are used to `docker run` type, and a virtual machine has no use for.
#pragma once

#include "src/cli/option.h"

namespace oci2boot {

AbsentOptions docker_options();

}  // namespace oci2boot
