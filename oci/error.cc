// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/error.h"

#include <cstring>

namespace oci2boot {

std::string errno_text(int error_number) {
  // strerrordesc_np, unlike strerror, is thread-safe and never translated.
  const char* text = strerrordesc_np(error_number);
  return text != nullptr ? text : "error " + std::to_string(error_number);
}

}  // namespace oci2boot
