// SPDX-License-Identifier: Apache-2.0
// The guest sees the image's own tree, without what was put into it so that it boots.
#pragma once

// Puts the image's own /init back over ours, or just takes ours away.
void restore_image_init(void);

// Takes the boot folder away, and with it the memory that the modules took.
void remove_boot_folder(void);
