// SPDX-License-Identifier: Apache-2.0
#include "oci/scratch_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

#include "oci2boot/error.h"

namespace oci2boot {

int open_scratch_file(const std::filesystem::path& folder) {
  int fd = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  // File systems without O_TMPFILE say EOPNOTSUPP; kernels that do not know it, EISDIR.
  if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
    std::string name = (folder / ".oci2boot-XXXXXX").string();
    fd = mkostemp(name.data(), O_CLOEXEC);
    if (fd >= 0) unlink(name.c_str());
  }
  if (fd < 0) {
    throw Error(ErrorCode::output_failed, "cannot make a temporary file in " + folder.string() +
                                              ": " + errno_text(errno) +
                                              " (TMPDIR names another folder)");
  }
  return fd;
}

void write_scratch_file(int fd, std::span<const std::byte> bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t count = pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      throw Error(ErrorCode::output_failed,
                  "cannot write to a temporary file: " + errno_text(errno) +
                      " (TMPDIR names another folder)");
    }
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
}

}  // namespace oci2boot
