// SPDX-License-Identifier: Apache-2.0
#include "oci/read_ahead.h"

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"
#include "tests/support/odd_sources.h"

namespace oci2boot {
namespace {

std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 31 + i / 977);
  return text;
}

BlockReader ahead_of(std::unique_ptr<ByteSource> source) {
  return BlockReader(
      std::make_unique<ReadAhead>(std::make_unique<SourceBlocks>(std::move(source)), 4));
}

TEST(ReadAheadTest, GivesTheSameBytes) {
  for (const std::size_t size : {0U, 1U, 524'288U, 10'000'001U}) {
    BlockReader source = ahead_of(std::make_unique<MemorySource>(pattern(size)));
    EXPECT_EQ(read_all(source, SIZE_MAX, "it"), pattern(size)) << size;
    std::byte more{};
    EXPECT_EQ(source.read(std::span(&more, 1)), 0U);
  }
}

TEST(ReadAheadTest, DoesNotMindSmallPieces) {
  BlockReader source = ahead_of(std::make_unique<DripSource>(pattern(2000), 3));
  std::string all;
  std::byte buffer[7];
  while (const std::size_t count = source.read(buffer)) {
    all.append(reinterpret_cast<const char*>(buffer), count);
  }
  EXPECT_EQ(all, pattern(2000));
}

TEST(ReadAheadTest, ThrowsTheSourcesErrorAndNeverTakesItForTheEnd) {
  BlockReader source =
      ahead_of(std::make_unique<DripSource>(pattern(3'000'000), 100'000, "the disk is gone"));
  expect_error(ErrorCode::not_found, "the disk is gone", [&] { drain(source); });
  std::byte buffer[7];
  expect_error(ErrorCode::not_found, "the disk is gone", [&] { source.read(buffer); });
}

TEST(ReadAheadTest, GivesWhatCameBeforeAnError) {
  // Full buffers only: what was read into the one that failed is not worth having.
  BlockReader source = ahead_of(std::make_unique<DripSource>(pattern(1'100'000), SIZE_MAX, "gone"));
  std::size_t total = 0;
  std::vector<std::byte> buffer(1U << 20);
  expect_error(ErrorCode::not_found, "gone", [&] {
    while (const std::size_t count = source.read(buffer)) total += count;
  });
  EXPECT_EQ(total, 2U * 524'288U);
}

TEST(ReadAheadTest, CanBeAbandonedWhileTheThreadWaitsForRoom) {
  for (int i = 0; i < 20; ++i) {
    BlockReader source = ahead_of(std::make_unique<EndlessSource>());
    std::byte buffer[7];
    if (i % 2 == 0) source.read(buffer);
  }
}

}  // namespace
}  // namespace oci2boot
