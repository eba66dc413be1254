// SPDX-License-Identifier: Apache-2.0
// A qcow2 file, read from its beginning to its end and by the ranges that hold data.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "src/image/open_disk.h"
#include "tests/fuzz/fuzz_target.h"

namespace oci2boot {
namespace {

constexpr std::uint64_t kMostRead = 1U << 20;
constexpr int kMostRanges = 1000;

/// The input as a file, which only has a name while this lives.
class InputFile {
 public:
  InputFile(const std::uint8_t* data, std::size_t size) : fd_(memfd_create("input", MFD_CLOEXEC)) {
    expect(fd_ >= 0 && write(fd_, data, size) == static_cast<ssize_t>(size), "memory is there");
  }
  ~InputFile() { close(fd_); }
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

 private:
  int fd_;
};

void read_all(const BlockSource& disk) {
  std::vector<std::byte> buffer(1000);
  for (std::uint64_t at = 0; at < std::min(disk.size(), kMostRead); at += buffer.size()) {
    disk.read(at, buffer);
  }
}

void read_data(const BlockSource& disk) {
  std::uint64_t next = 0;
  for (int ranges = 0; ranges < kMostRanges; ++ranges) {
    const auto data = disk.next_data(next);
    if (!data) return;
    expect(data->offset >= next && data->length != 0, "ranges ascend");
    expect(data->offset <= disk.size() && data->length <= disk.size() - data->offset,
           "ranges end where the disk does");
    std::vector<std::byte> buffer(
        static_cast<std::size_t>(std::min<std::uint64_t>(data->length, 4096)));
    disk.read(data->offset + data->length - buffer.size(), buffer);
    next = data->offset + data->length;
  }
}

}  // namespace
}  // namespace oci2boot

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oci2boot;
  const InputFile file(data, size);
  accepted([&] { read_all(*open_disk(file.path())); });
  accepted([&] { read_data(*open_disk(file.path())); });
  return 0;
}
