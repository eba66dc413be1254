// SPDX-License-Identifier: Apache-2.0
#include "src/image/ordered_blocks.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/support/host_tools.h"

namespace oci2boot {
namespace {

using Bytes = OrderedBlocks::Bytes;

std::string text_of(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// What the blocks were, as "block;", a last one with a "!".
std::string blocks_of(std::string_view text, std::size_t piece) {
  MemorySink sink;
  OrderedBlocks blocks(sink, 4, 3, [](const Bytes& block, bool last) {
    const std::string packed = text_of(block) + (last ? "!" : ";");
    const auto bytes = as_span(packed);
    return Bytes(bytes.begin(), bytes.end());
  });
  for (; !text.empty(); text.remove_prefix(std::min(piece, text.size()))) {
    blocks.write(as_span(text.substr(0, piece)));
  }
  blocks.finish();
  return sink.bytes;
}

TEST(OrderedBlocksTest, CutsBySizeAndKeepsTheOrder) {
  for (const std::size_t piece : {1U, 3U, 4U, 100U}) {
    EXPECT_EQ(blocks_of("abcdefghij", piece), "abcd;efgh;ij!") << piece;
  }
}

TEST(OrderedBlocksTest, MakesAFullBlockTheLastOne) {
  EXPECT_EQ(blocks_of("abcdefgh", 4), "abcd;efgh!");
  EXPECT_EQ(blocks_of("", 4), "!");
}

TEST(OrderedBlocksTest, ThrowsWhatAWorkerThrew) {
  MemorySink sink;
  OrderedBlocks blocks(sink, 4, 2,
                       [](const Bytes&, bool) -> Bytes { throw std::runtime_error("worker"); });
  blocks.write(as_span("abcdefgh"));
  EXPECT_THROW(blocks.finish(), std::runtime_error);
}

}  // namespace
}  // namespace oci2boot
