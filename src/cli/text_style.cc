// SPDX-License-Identifier: Apache-2.0
#include "src/cli/text_style.h"

#include <unistd.h>

#include "src/cli/surroundings.h"

namespace oci2boot {

TextStyle style_of(int fd) {
  return TextStyle(isatty(fd) == 1 && terminal_has_colours());
}

}  // namespace oci2boot
