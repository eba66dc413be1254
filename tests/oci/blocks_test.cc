// SPDX-License-Identifier: Apache-2.0
#include "oci/blocks.h"

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"
#include "tests/support/odd_sources.h"

namespace oci2boot {
namespace {

constexpr std::size_t kBlockSize = BlockStream::kBlockSize;

std::unique_ptr<BlockStream> blocks_of(const std::string& bytes) {
  return std::make_unique<SourceBlocks>(std::make_unique<DripSource>(bytes, 100'000));
}

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST(SourceBlocksTest, FillsBlocksHoweverTheBytesCome) {
  const std::string bytes(kBlockSize + 5, 'b');
  const auto blocks = blocks_of(bytes);
  Block block;
  blocks->next(block);
  EXPECT_EQ(block.size(), kBlockSize);
  blocks->next(block);
  EXPECT_EQ(text_of(block), "bbbbb");
  blocks->next(block);
  EXPECT_TRUE(block.empty());
}

TEST(SourceBlocksTest, GivesNothingOfABlockThatCouldNotBeRead) {
  BlockReader reader(std::make_unique<SourceBlocks>(
      std::make_unique<DripSource>("some bytes", 100, "the disk is gone")));
  for (int again = 0; again < 2; ++again) {
    expect_error(ErrorCode::not_found, "the disk is gone", [&] { reader.skip(1); });
  }
}

TEST(VerifiedBlocksTest, KnowsTheDigestAtTheEnd) {
  VerifiedBlocks blocks(blocks_of("hello"), Verifier(sha256_of("hello"), 5, "it"));
  Block block;
  blocks.next(block);
  EXPECT_FALSE(blocks.digest().has_value());
  blocks.next(block);
  EXPECT_EQ(blocks.digest(), sha256_of("hello"));
}

TEST(VerifiedBlocksTest, NeverTakesADifferenceForTheEnd) {
  VerifiedBlocks blocks(blocks_of("hello"), Verifier(sha256_of("other"), std::nullopt, "it"));
  Block block;
  blocks.next(block);
  for (int again = 0; again < 2; ++again) {
    expect_error(ErrorCode::verification_failed, "it has the digest", [&] { blocks.next(block); });
    EXPECT_FALSE(blocks.digest().has_value());
  }
}

TEST(BlockReaderTest, LendsBytesWhereTheyLie) {
  BlockReader reader(blocks_of("hello"));
  const std::span<const std::byte> ahead = reader.peek();
  EXPECT_EQ(text_of(ahead), "hello");
  std::byte room[3];
  const std::span<const std::byte> taken = reader.take(room);
  EXPECT_EQ(text_of(taken), "hel");
  EXPECT_EQ(taken.data(), ahead.data());
  EXPECT_EQ(read_all(reader, 10, "it"), "lo");
  EXPECT_TRUE(reader.take(room).empty());
}

TEST(BlockReaderTest, HandsOverWhatIsLeftOfABlock) {
  BlockReader reader(blocks_of(std::string(kBlockSize, 'a') + "rest"));
  EXPECT_EQ(reader.skip(kBlockSize - 2), kBlockSize - 2);
  Block block;
  reader.next(block);
  EXPECT_EQ(text_of(block), "aa");
  reader.next(block);
  EXPECT_EQ(text_of(block), "rest");
  reader.next(block);
  EXPECT_TRUE(block.empty());
}

TEST(BlockReaderTest, SkipsToTheEndAndNotFurther) {
  BlockReader reader(blocks_of(std::string(kBlockSize + 3, 'a')));
  EXPECT_EQ(reader.skip(2 * kBlockSize), kBlockSize + 3);
  EXPECT_EQ(reader.skip(1), 0U);
}

}  // namespace
}  // namespace oci2boot
