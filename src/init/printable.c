// SPDX-License-Identifier: Apache-2.0
#include "src/init/printable.h"

#include <stdbool.h>

void make_printable(char* text) {
  const unsigned char* from = (const unsigned char*)text;
  char* to = text;
  while (*from != '\0') {
    bool is_c1 = from[0] == 0xc2 && from[1] >= 0x80 && from[1] <= 0x9f;
    bool is_control = is_c1 || *from < ' ' || *from == 0x7f;
    *to++ = is_control ? '?' : (char)*from;
    from += is_c1 ? 2 : 1;
  }
  *to = '\0';
}
