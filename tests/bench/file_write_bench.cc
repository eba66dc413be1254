// SPDX-License-Identifier: Apache-2.0
// Writes files into an ext4 file system as mke2fs -d does it, by ext2fs_file_write, and nothing
// else: what tests/bench/file_writes.py compares large writes with.
//
//     file_write_bench IMAGE <FILES      (paths that end in NUL)
#include <ext2fs/ext2fs.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <iostream>
#include <stdexcept>
#include <string>

namespace {

constexpr int kFilesInFolder = 1000;
constexpr std::size_t kBufferSize = 64 << 10;  // mke2fs's

void check(errcode_t error, const char* what) {
  if (error != 0) throw std::runtime_error(std::string(what) + ": " + error_message(error));
}

/// A new inode with that name. libext2fs makes folders larger only when it is told to.
ext2_ino_t add_file(ext2_filsys fs, ext2_ino_t folder, const std::string& name,
                    const struct stat& status) {
  ext2_ino_t inode = 0;
  check(ext2fs_new_inode(fs, folder, LINUX_S_IFREG | 0644, nullptr, &inode), "new inode");
  errcode_t linked = ext2fs_link(fs, folder, name.c_str(), inode, EXT2_FT_REG_FILE);
  if (linked == EXT2_ET_DIR_NO_SPACE) {
    check(ext2fs_expand_dir(fs, folder), "larger folder");
    linked = ext2fs_link(fs, folder, name.c_str(), inode, EXT2_FT_REG_FILE);
  }
  check(linked, "link");
  ext2fs_inode_alloc_stats2(fs, inode, 1, 0);
  struct ext2_inode record = {};
  record.i_mode = LINUX_S_IFREG | 0644;
  record.i_links_count = 1;
  record.i_mtime = static_cast<__u32>(status.st_mtime);
  check(ext2fs_inode_size_set(fs, &record, status.st_size), "size");
  ext2_extent_handle_t extents = nullptr;
  check(ext2fs_extent_open2(fs, inode, &record, &extents), "extents");
  ext2fs_extent_free(extents);
  check(ext2fs_write_new_inode(fs, inode, &record), "inode");
  return inode;
}

void write_content(ext2_filsys fs, ext2_ino_t inode, int from) {
  static std::array<char, kBufferSize> buffer;
  ext2_file_t file = nullptr;
  check(ext2fs_file_open(fs, inode, EXT2_FILE_WRITE, &file), "open");
  for (;;) {
    const ssize_t size = read(from, buffer.data(), buffer.size());
    if (size <= 0) break;
    unsigned written = 0;
    check(ext2fs_file_write(file, buffer.data(), static_cast<unsigned>(size), &written), "write");
  }
  check(ext2fs_file_close(file), "close");
}

ext2_ino_t add_folder(ext2_filsys fs, const std::string& name) {
  ext2_ino_t folder = 0;
  check(ext2fs_mkdir(fs, EXT2_ROOT_INO, 0, name.c_str()), "folder");
  check(ext2fs_lookup(fs, EXT2_ROOT_INO, name.c_str(), static_cast<int>(name.size()), nullptr,
                      &folder),
        "folder");
  return folder;
}

void write_all(const char* image) {
  ext2_filsys fs = nullptr;
  check(ext2fs_open(image, EXT2_FLAG_RW | EXT2_FLAG_64BITS, 0, 0, unix_io_manager, &fs), image);
  check(ext2fs_read_bitmaps(fs), "bitmaps");
  std::string path;
  ext2_ino_t folder = 0;
  for (int count = 0; std::getline(std::cin, path, '\0'); count++) {
    if (count % kFilesInFolder == 0) folder = add_folder(fs, "d" + std::to_string(count));
    const int from = open(path.c_str(), O_RDONLY);
    struct stat status = {};
    if (from < 0 || fstat(from, &status) != 0) throw std::runtime_error(path);
    write_content(fs, add_file(fs, folder, "f" + std::to_string(count), status), from);
    close(from);
  }
  check(ext2fs_close_free(&fs), "close");
}

}  // namespace

int main(int count, char** arguments) try {
  if (count != 2) throw std::runtime_error("usage: file_write_bench IMAGE <FILES");
  write_all(arguments[1]);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
