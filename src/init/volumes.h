// SPDX-License-Identifier: Apache-2.0
// The folders that an image's author has declared to be written to (VOLUME).
#pragma once

#include "src/init/plan.h"

// Where a folder is on a root that is mounted read-only, a file system in memory comes over it,
// with the folder's owner and mode and a copy of what is in it, as docker fills a new volume. Lines
// say what is not possible. Folders that can be written to stay as they are.
void make_volumes_writable(const struct StringList* volumes);
