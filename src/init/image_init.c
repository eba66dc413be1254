// SPDX-License-Identifier: Apache-2.0
#include "src/init/image_init.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "src/init/log.h"
#include "src/init/plan_format.h"

void restore_image_init(void) {
  // Ours goes first: an image may have a directory of that name, which no rename puts over a file.
  if (unlink("/init") != 0 && errno != ENOENT) log_line("cannot remove /init: %s", strerror(errno));
  if (rename("/" PLAN_FOLDER "/" PLAN_IMAGE_INIT, "/init") != 0 && errno != ENOENT) {
    log_line("cannot put the image's own /init back: %s", strerror(errno));
  }
}

static int remove_one(const char* path, const struct stat* status, int type, struct FTW* walk) {
  (void)status;
  (void)type;
  (void)walk;
  if (remove(path) != 0) log_line("cannot remove %s: %s", path, strerror(errno));
  return 0;
}

void remove_boot_folder(void) {
  nftw("/" PLAN_FOLDER, remove_one, 8, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
