// SPDX-License-Identifier: Apache-2.0
// The records of the xattrs file; plan_format.h says what they look like.
#pragma once

#include "src/init/bytes.h"

struct XattrRecord {
  struct Bytes path;
  struct Bytes name;
  struct Bytes value;
};

enum XattrNext { kXattrRecord, kXattrEnd, kXattrDamaged };

// Takes the next record off the front of `rest`. The record's parts lie in the same memory.
enum XattrNext next_xattr(struct Bytes* rest, struct XattrRecord* record);
