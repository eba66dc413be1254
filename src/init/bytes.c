// SPDX-License-Identifier: Apache-2.0
#include "src/init/bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int map_open_file(int fd, size_t limit, struct Bytes* bytes) {
  struct stat status;
  if (fstat(fd, &status) != 0) return errno;
  if (!S_ISREG(status.st_mode)) return EINVAL;
  if (status.st_size < 0 || (uintmax_t)status.st_size > limit) return EFBIG;
  bytes->data = "";
  bytes->size = (size_t)status.st_size;
  if (bytes->size == 0) return 0;
  void* memory = mmap(NULL, bytes->size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (memory == MAP_FAILED) return errno;
  bytes->data = memory;
  return 0;
}

void unmap_file(struct Bytes bytes) {
  if (bytes.size > 0) munmap((void*)bytes.data, bytes.size);
}

int map_file(const char* path, size_t limit, struct Bytes* bytes) {
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) return errno;
  int error = map_open_file(fd, limit, bytes);
  close(fd);
  return error;
}
