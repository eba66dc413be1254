// SPDX-License-Identifier: Apache-2.0
// An ext4 file system in blocks of 1 KiB. The input has the blocks that are not zeros: the number
// of each in one byte, then its bytes (make_seeds, disk_blocks()). The seeds have no checksums, or
// hardly an input would get past them.
#include <algorithm>
#include <memory>
#include <vector>

#include "src/image/ext4_reader/read_ext4.h"
#include "tests/fuzz/flatten_once.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/input_bytes.h"
#include "tests/fuzz/tree_invariants.h"

namespace oci2boot {
namespace {

constexpr std::size_t kBlock = 1024;

class MemoryDisk final : public BlockSource {
 public:
  explicit MemoryDisk(InputBytes input) : bytes_(256 * kBlock) {
    while (!input.empty()) {
      const std::size_t place = input.byte() * kBlock;
      const std::string_view block = input.bytes(kBlock);
      std::copy_n(std::as_bytes(std::span(block)).begin(), block.size(),
                  std::span(bytes_).subspan(place).begin());
    }
  }

  std::uint64_t size() const override { return bytes_.size(); }
  void read(std::uint64_t offset, std::span<std::byte> buffer) const override {
    expect(offset <= bytes_.size() && buffer.size() <= bytes_.size() - offset,
           "nothing is read behind the end of the disk");
    std::copy_n(std::span(bytes_).subspan(static_cast<std::size_t>(offset)).begin(), buffer.size(),
                buffer.begin());
  }
  std::optional<Range> next_data(std::uint64_t offset) const override {
    if (offset >= bytes_.size()) return std::nullopt;
    return Range{offset, bytes_.size() - offset};
  }

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace
}  // namespace oci2boot

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oci2boot;
  accepted([&] {
    ReadBudget budget(small_limits());
    check_tree(
        read_ext4(std::make_unique<MemoryDisk>(InputBytes(data, size)), budget, check_warning));
  });
  return 0;
}
