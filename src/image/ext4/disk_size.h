// SPDX-License-Identifier: Apache-2.0
// How large a disk is to be, as --size says it.
#pragma once

#include <cstdint>

namespace oci2boot {

struct DiskSize {
  enum class Kind {
    fit,    ///< what the content takes and a fifth of it, or 64 MiB, of free space
    total,  ///< `bytes` in all
    free,   ///< what the content takes and `bytes` of free space
  };
  Kind kind = Kind::fit;
  std::uint64_t bytes = 0;
};

}  // namespace oci2boot
