// SPDX-License-Identifier: Apache-2.0
// What the parsers of a tar archive's parts throw. The reader, which knows the archive's name,
// turns it into an Error.
#pragma once

#include <stdexcept>

namespace oci2boot {

class TarDamage : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace oci2boot
