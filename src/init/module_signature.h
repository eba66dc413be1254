// SPDX-License-Identifier: Apache-2.0
// The signature behind a kernel module (include/linux/module_signature.h): the module, its
// signature, twelve bytes of which the last four are the signature's size (big-endian), a marker.
#pragma once

#include <stddef.h>

#include "src/init/bytes.h"

// How much of `file` is the module: all of it where no signature is behind it.
size_t size_without_signature(struct Bytes file);
