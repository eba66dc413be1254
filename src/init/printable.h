// SPDX-License-Identifier: Apache-2.0
// Text from an image, as a terminal may show it.
#pragma once

// Makes '?' of every control character (C0, DEL, and C1, which is c2 80 to c2 9f in UTF-8), so that
// a name can neither break a line nor drive the terminal.
void make_printable(char* text);
