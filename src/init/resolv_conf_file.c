// SPDX-License-Identifier: Apache-2.0
#include "src/init/resolv_conf_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "src/init/log.h"

void write_resolv_conf(const struct ResolvConf* conf) {
  static const char kPath[] = "/etc/resolv.conf";
  int fd = open(kPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0644);
  ssize_t written = fd < 0 ? -1 : write(fd, conf->text, conf->size);
  if (written != (ssize_t)conf->size) {
    log_line("cannot write the name servers to %s: %s", kPath, strerror(errno));
  }
  if (fd >= 0) close(fd);
}
