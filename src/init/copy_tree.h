// SPDX-License-Identifier: Apache-2.0
// A copy of all that is in a folder.
#pragma once

// Copies what is in the folder `from` into the folder `to`, which is empty: files, folders and
// symbolic links with their owners, modes and times of change; nothing else has a place in a
// volume, and it is passed over, as is what other file systems have in `from`. Returns 0 or the
// first errno value, having copied what is possible.
int copy_tree(int from, const char* to);
