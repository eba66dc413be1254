// SPDX-License-Identifier: Apache-2.0
#include "oci/file_content.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace oci2boot {
namespace {

constexpr std::uint64_t kWindow = FileContent::kWindow;
constexpr std::uint64_t kHole = FileContent::kLeastZeros;

std::string zeros(std::uint64_t count) {
  return std::string(count, '\0');
}

/// What the stored extents of `data` are, as "OFFSET+LENGTH" in order; `cut` bytes are added at a
/// time.
std::string map_of(const std::string& data, std::size_t cut) {
  ContentStore store(testing::TempDir());
  FileContent content(store);
  for (std::size_t at = 0; at < data.size(); at += cut) {
    content.add(at, std::as_bytes(std::span(data).subspan(at, std::min(cut, data.size() - at))));
  }
  std::string map;
  std::string read = zeros(data.size());
  std::uint64_t end = 0;
  for (const Extent& extent : content.finish()) {
    EXPECT_EQ(extent.file_offset, end) << "a hole";
    end += extent.length;
    if (extent.store_offset == Extent::kZeros) continue;
    map += std::to_string(extent.file_offset) + "+" + std::to_string(extent.length) + " ";
    store.read(extent.store_offset,
               std::as_writable_bytes(std::span(read).subspan(extent.file_offset, extent.length)));
  }
  EXPECT_EQ(end, data.size());
  EXPECT_EQ(read, data);
  return map;
}

TEST(FileContentTest, LongZerosAreLeftOutInWholeWindows) {
  const std::string data = "x" + zeros(kHole + kWindow) + "y";
  const std::string start = std::to_string(kWindow);
  const std::string after = std::to_string(kHole + kWindow);
  EXPECT_EQ(map_of(data, data.size()), "0+" + start + " " + after + "+2 ");
}

TEST(FileContentTest, FewerZerosAreStored) {
  const std::string data = "x" + zeros(kHole) + "y";
  EXPECT_EQ(map_of(data, data.size()), "0+" + std::to_string(data.size()) + " ");
}

TEST(FileContentTest, AFileOfZerosIsNotStored) {
  EXPECT_EQ(map_of(zeros(kHole), 1000), "");
  EXPECT_EQ(map_of(zeros(kHole - 1), 1000), "0+" + std::to_string(kHole - 1) + " ");
}

TEST(FileContentTest, HowTheDataIsCutChangesNothing) {
  std::mt19937 random(1);
  std::string data;
  while (data.size() < 8 * kHole) {
    data += zeros(random() % (2 * kHole));
    data += std::string(1 + random() % (2 * kWindow), 'x');
  }
  const std::string whole = map_of(data, data.size());
  for (const std::size_t cut : {511UL, 4096UL, 65'535UL, 262'144UL, 1'000'003UL}) {
    EXPECT_EQ(map_of(data, cut), whole) << cut;
  }
}

TEST(FileContentTest, HolesThatTheArchiveTellsOfStay) {
  ContentStore store(testing::TempDir());
  FileContent content(store);
  const std::string some = "some";
  content.add(10, std::as_bytes(std::span(some)));
  const std::string none = zeros(4);
  content.add(100, std::as_bytes(std::span(none)));
  const std::vector<Extent> expected = {{10, 4, 0}, {100, 4, 4}};
  EXPECT_EQ(content.finish(), expected);
}

/// A place in memory that sees what a store writes.
class MemoryPlace final : public ContentPlace {
 public:
  explicit MemoryPlace(std::string& bytes) : bytes_(bytes) {}
  void write(std::uint64_t offset, std::span<const std::byte> bytes) override {
    ASSERT_EQ(offset, bytes_.size());
    bytes_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
  void read(std::uint64_t offset, std::span<std::byte> buffer) const override {
    ASSERT_LE(offset + buffer.size(), bytes_.size());
    bytes_.copy(reinterpret_cast<char*>(buffer.data()), buffer.size(), offset);
  }

 private:
  std::string& bytes_;
};

/// Any sparse file, as its regions of data.
std::vector<std::pair<std::uint64_t, std::string>> random_regions(std::mt19937& random) {
  std::vector<std::pair<std::uint64_t, std::string>> regions;
  std::uint64_t offset = random() % 3 == 0 ? 0 : random() % 10'000;
  for (auto left = random() % 6; left > 0; --left) {
    std::string data(1 + random() % (random() % 4 == 0 ? 3'000'000 : 6'000), '\0');
    const bool is_zeros = random() % 3 == 0;
    if (!is_zeros) data[random() % data.size()] = 'x';
    regions.emplace_back(offset, data);
    offset += data.size() + random() % 9'000;
  }
  return regions;
}

TEST(FileContentTest, WithBlocksABlockOfTheStoreHoldsBytesOfOneBlockOfOneFile) {
  constexpr std::uint64_t kBlock = 4096;
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    std::string bytes;
    ContentStore store(std::make_unique<MemoryPlace>(bytes), kBlock);
    store.append(std::as_bytes(std::span("another file")));
    store.begin_block();
    const auto regions = random_regions(random);
    FileContent content(store);
    std::string expected;
    for (const auto& [offset, data] : regions) {
      content.add(offset, std::as_bytes(std::span(data)));
      expected.resize(offset);
      expected += data;
    }
    std::string read(expected.size(), '\0');
    std::uint64_t end = 0;
    for (const Extent& extent : content.finish()) {
      ASSERT_GE(extent.file_offset, end) << "seed " << seed;
      end = extent.file_offset + extent.length;
      ASSERT_LE(end, expected.size());
      if (extent.store_offset == Extent::kZeros) continue;
      ASSERT_EQ(extent.file_offset % kBlock, 0) << "seed " << seed;
      ASSERT_EQ(extent.store_offset % kBlock, 0) << "seed " << seed;
      store.read(extent.store_offset, std::as_writable_bytes(std::span(read).subspan(
                                          extent.file_offset, extent.length)));
    }
    ASSERT_EQ(read, expected) << "seed " << seed;
    store.flush();
    EXPECT_EQ(bytes.size(), store.size());
    EXPECT_EQ(bytes.size() % kBlock, 0);
  }
}

}  // namespace
}  // namespace oci2boot
