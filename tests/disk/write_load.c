// SPDX-License-Identifier: Apache-2.0
// What runs in the guest of test_guest_writes.py: makes, changes and removes files without end, and
// says when a round of them has been synced. Started again on the same disk, it checks what those
// rounds have left.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { kFiles = 400, kRounds = 10000 };

static void die(const char* what) {
  printf("failed: %s: %s\n", what, strerror(errno));
  exit(9);
}

static size_t size_of(int round, int file) {
  return (size_t)((round * 7919 + file * 104729) % 30000);
}

static void fill(char* bytes, size_t size, int round, int file) {
  for (size_t i = 0; i < size; i++) bytes[i] = (char)(i * 31 + (size_t)(round * 17 + file));
}

static void path_of(char* path, int round, int file) {
  sprintf(path, "/load/round-%d/a-name-that-is-not-short-%d", round, file);
}

static void write_file(int round, int file) {
  static char bytes[30000];
  char path[200], other[220];
  const size_t size = size_of(round, file);
  path_of(path, round, file);
  fill(bytes, size, round, file);
  sprintf(other, "%s.new", path);
  const int fd = open(other, O_CREAT | O_EXCL | O_WRONLY, 0600 + file % 8);
  if (fd < 0) die(other);
  if (file % 5 == 0 && lseek(fd, 100000, SEEK_SET) < 0) die("lseek");
  if (file % 5 == 0 && write(fd, "x", 1) != 1) die("write");
  if (pwrite(fd, bytes, size, 0) != (ssize_t)size) die("pwrite");
  if (file % 11 == 0 && fsetxattr(fd, "user.size", bytes, size % 3000, 0) != 0) die("fsetxattr");
  if (file % 50 == 0 && fsync(fd) != 0) die("fsync");
  close(fd);
  if (rename(other, path) != 0) die("rename");
  sprintf(other, "%s.link", path);
  if (file % 3 == 0 && link(path, other) != 0) die("link");
  if (file % 4 == 0 && symlink(path, strcat(other, "s")) != 0) die("symlink");
}

static void remove_all_of(int round) {
  char path[300];
  sprintf(path, "/load/round-%d", round);
  DIR* folder = opendir(path);
  if (!folder) return;
  for (struct dirent* entry; (entry = readdir(folder)) != NULL;) {
    if (entry->d_name[0] == '.') continue;
    char name[600];
    sprintf(name, "%s/%s", path, entry->d_name);
    if (unlink(name) != 0) die(name);
  }
  closedir(folder);
  if (rmdir(path) != 0) die(path);
}

static void write_rounds(void) {
  for (int round = 0; round < kRounds; round++) {
    char path[200];
    sprintf(path, "/load/round-%d", round);
    if (mkdir(path, 0755) != 0) die(path);
    for (int file = 0; file < kFiles; file++) write_file(round, file);
    if (round >= 3) remove_all_of(round - 3);
    sync();
    sprintf(path, "/load/synced-%d", round);
    const int fd = open(path, O_CREAT | O_WRONLY, 0600);
    if (fd < 0 || fsync(fd) != 0) die(path);
    close(fd);
    printf("synced %d\n", round);
    fflush(stdout);
  }
}

static void check_round(int round) {
  static char expected[30000], got[30001];
  for (int file = 0; file < kFiles; file++) {
    char path[200];
    path_of(path, round, file);
    const size_t size = size_of(round, file);
    fill(expected, size, round, file);
    const int fd = open(path, O_RDONLY);
    if (fd < 0) die(path);
    if (pread(fd, got, size, 0) != (ssize_t)size || memcmp(got, expected, size) != 0) {
      printf("failed: %s has other content\n", path);
      exit(9);
    }
    close(fd);
  }
}

int main(void) {
  if (mkdir("/load", 0755) == 0) write_rounds();
  int last = -1;
  char path[100];
  do {
    sprintf(path, "/load/synced-%d", ++last);
  } while (access(path, F_OK) == 0);
  last--;
  // The round after the last may have begun to remove the one that is three before it.
  for (int round = last - 1; round <= last; round++) {
    if (round >= 0) check_round(round);
  }
  printf("checked up to %d\n", last);
  return 0;
}
