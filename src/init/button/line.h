// SPDX-License-Identifier: Apache-2.0
// The power button of a machine that is described by a device tree, for kernels without gpio-keys
// (Debian's for clouds): its line of a GPIO chip, as QEMU's arm64 machine `virt` has it.
#pragma once

// A descriptor that becomes readable when the button is pressed; -1 where there is no such line, or
// its chip has no driver, or a driver has it already.
int open_button_line(void);
