// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace oci2boot {

/// How the program ends because of an exception.
struct Failure {
  int status = 1;
  std::string message;
};

/// Of the exception that is being handled.
Failure current_failure();

}  // namespace oci2boot
