// SPDX-License-Identifier: Apache-2.0
#include "src/image/scratch_disk.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <utility>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

int open_scratch(const std::filesystem::path& folder) {
  int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  // File systems without O_TMPFILE say EOPNOTSUPP; kernels that do not know it, EISDIR.
  if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
    std::string name = (folder / ".oci2boot-XXXXXX").string();
    fd = ::mkostemp(name.data(), O_CLOEXEC);
    if (fd >= 0) ::unlink(name.c_str());
  }
  if (fd < 0) {
    throw Error(ErrorCode::output_failed, "cannot make a temporary file in '" + folder.string() +
                                              "': " + errno_text(errno) +
                                              " (TMPDIR names another folder)");
  }
  return fd;
}

}  // namespace

ScratchFile::ScratchFile(const std::filesystem::path& folder) : fd_(open_scratch(folder)) {}

ScratchFile::~ScratchFile() {
  ::close(fd_);
}

ScratchDisk::ScratchDisk(const std::filesystem::path& folder, Pack pack)
    : file_(folder),
      disk_(file_.descriptor(), "the disk's temporary file in '" + folder.string() + "'",
            RawFile::Keep::no),
      pack_(std::move(pack)) {}

void ScratchDisk::read(std::uint64_t offset, std::span<std::byte> buffer) const {
  disk_.read(offset, buffer);
}

std::optional<BlockSource::Range> ScratchDisk::next_data(std::uint64_t offset) const {
  return disk_.next_data(offset);
}

void ScratchDisk::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  disk_.write(offset, bytes);
}

void ScratchDisk::discard(Range range) {
  disk_.discard(range);
}

void ScratchDisk::finish(std::uint64_t size) {
  disk_.finish(size);
  pack_(disk_, file_.descriptor());
}

}  // namespace oci2boot
