// SPDX-License-Identifier: Apache-2.0
// Puts back the extended attributes that cpio cannot carry: file capabilities above all.
#pragma once

// Reads the xattrs file of the boot folder, if there is one, and sets what it says. Attributes that
// cannot be set cost one line for all of them.
void restore_xattrs(void);
