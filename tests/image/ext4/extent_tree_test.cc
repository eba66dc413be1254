// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/extent_tree.h"

#include <gtest/gtest.h>

#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <sstream>

#include "src/image/ext4/crc32c.h"
#include "tests/image/ext4/hand_made_disk.h"

namespace oci2boot {
namespace {

/// Runs of one block each, with a hole between any two.
std::vector<BlockRun> sparse_runs(HandMadeDisk& disk, std::size_t count) {
  std::vector<BlockRun> runs;
  for (std::size_t i = 0; i < count; ++i) runs.push_back({2 * i, disk.new_block(), 1});
  return runs;
}

void write_sparse_file(HandMadeDisk& disk, std::uint32_t inode, std::span<const BlockRun> runs) {
  const std::vector<std::uint64_t> places = disk.new_blocks(extent_tree_blocks(runs));
  const ExtentTree tree = make_extent_tree(runs, places, inode_seed(disk.seed(), inode));
  EXPECT_EQ(tree.blocks.size(), places.size() * kExt4BlockSize);
  for (std::size_t i = 0; i < places.size(); ++i) {
    disk.write_block(places[i], std::span(tree.blocks).subspan(i * kExt4BlockSize, kExt4BlockSize));
  }
  InodeRecord record;
  record.links = 1;
  record.flags = kExt4ExtentsFlag;
  record.block = tree.root;
  record.size = (runs.back().logical + runs.back().count) * kExt4BlockSize;
  record.blocks = places.size();
  for (const BlockRun& run : runs) record.blocks += run.count;
  disk.write_inode(inode, record);
}

/// The runs as debugfs reads them: "LEVEL/ DEPTH ENTRY/ COUNT LOGICAL - LAST PHYSICAL - LAST
/// LENGTH".
std::vector<BlockRun> runs_on(const HandMadeDisk& disk, const std::string& name) {
  std::istringstream lines(disk.debugfs("dump_extents -l " + name));
  std::vector<BlockRun> runs;
  std::string line;
  std::getline(lines, line);  // the table's head
  while (std::getline(lines, line)) {
    BlockRun run;
    if (sscanf(line.c_str(),  // NOLINT(cert-err34-c): what is wrong differs from the runs
               "%*d/ %*d %*d/ %*d %" SCNu64 " - %*d %" SCNu64 " - %*d %" SCNu64, &run.logical,
               &run.physical, &run.count) != 3) {
      ADD_FAILURE() << line;
    }
    runs.push_back(run);
  }
  return runs;
}

TEST(ExtentTree, NeedsNoBlockForFourExtentsAndOneForTheFifth) {
  std::vector<BlockRun> runs{{0, 100, 1}, {1, 200, 1}, {2, 300, 1}, {3, 400, 1}};
  EXPECT_EQ(extent_tree_blocks(runs), 0U);
  runs.push_back({4, 500, 1});
  EXPECT_EQ(extent_tree_blocks(runs), 1U);
}

TEST(ExtentTree, SplitsARunThatIsLongerThanAnExtent) {
  EXPECT_EQ(extent_tree_blocks(std::vector<BlockRun>{{0, 100, 131072}}), 0U);
  EXPECT_EQ(extent_tree_blocks(std::vector<BlockRun>{{0, 100, 131073}}), 1U);
}

TEST(ExtentTree, GrowsALevelWhenTheRootIsFull) {
  const auto blocks_for = [](std::uint64_t extents) {
    return extent_tree_blocks(std::vector<BlockRun>{{0, 100, extents * 32768}});
  };
  EXPECT_EQ(blocks_for(1360), 4U);
  EXPECT_EQ(blocks_for(1361), 5U + 1);
  EXPECT_EQ(blocks_for(462400), 4U * 340 + 4);
  EXPECT_EQ(blocks_for(462401), 4U * 340 + 1 + 5 + 1);
}

TEST(ExtentTree, IsReadBackByTheToolsInEveryDepth) {
  HandMadeDisk disk;
  std::vector<std::pair<std::string, std::vector<BlockRun>>> files;
  for (const std::size_t count : {1U, 4U, 5U, 340U, 341U, 1360U, 1361U, 6000U}) {
    const std::string name = "f" + std::to_string(count);
    const std::uint32_t inode = disk.new_inode(FileType::regular, name);
    files.emplace_back(name, sparse_runs(disk, count));
    write_sparse_file(disk, inode, files.back().second);
  }
  disk.finish();
  EXPECT_EQ(disk.complaints(), "");
  for (const auto& [name, runs] : files) EXPECT_TRUE(runs_on(disk, name) == runs) << name;
}

TEST(ExtentTree, HoldsPlacesBeyond32Bits) {
  const ExtentTree tree = make_extent_tree(std::vector<BlockRun>{{0, 0x123456789abc, 1}}, {}, 0);
  ext3_extent extent{};
  std::memcpy(&extent, tree.root.data() + sizeof(ext3_extent_header), sizeof extent);
  EXPECT_EQ(extent.ee_start_hi, 0x1234);
  EXPECT_EQ(extent.ee_start, 0x56789abcU);
}

}  // namespace
}  // namespace oci2boot
