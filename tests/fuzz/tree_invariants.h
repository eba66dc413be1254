// SPDX-License-Identifier: Apache-2.0
// What every root file system must satisfy that came out of flattening, or out of an output that
// was read back, whatever went in.
#pragma once

#include "oci2boot/root_filesystem.h"

namespace oci2boot {

/// Ends the process when the tree contradicts itself. Content is read of files of up to 1 MiB.
void check_tree(const RootFilesystem& root);

/// Also when it holds what no layer may leave in it.
void check_invariants(const RootFilesystem& root);

}  // namespace oci2boot
