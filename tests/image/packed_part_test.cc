// SPDX-License-Identifier: Apache-2.0
#include "src/image/packed_part.h"

#include <gtest/gtest.h>

#include <string>

#include "src/image/compressor.h"
#include "tests/support/expect_error.h"
#include "tests/support/host_tools.h"
#include "tests/support/odd_sources.h"

namespace oci2boot {
namespace {

std::string packed(CompressionMethod method, std::string_view bytes) {
  MemorySink sink;
  const auto packer = compress(sink, at_default_level(method), 1);
  packer->write(as_span(bytes));
  packer->finish();
  return sink.bytes;
}

std::string read_to_end(ByteSource& source) {
  return read_all(source, 64U << 20, "the part");
}

std::string some_text() {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "line " + std::to_string(i * 7919) + "\n";
  return text;
}

class PackedPartTest : public testing::TestWithParam<CompressionMethod> {};

TEST_P(PackedPartTest, IsUnpackedToItsEndAndNoFurther) {
  const std::string text = some_text();
  for (const std::size_t piece : {std::size_t{1}, std::size_t{4096}, std::size_t{1} << 20}) {
    // The legacy frame of lz4 has no end but zeros.
    DripSource source(packed(GetParam(), text) + std::string(4, '\0') + "what follows", piece);
    ByteWindow window(source);
    const auto part = PackedPart::recognise(window);
    ASSERT_NE(part, nullptr);
    EXPECT_EQ(read_to_end(*part), text);
    window.skip_zeros();
    ASSERT_TRUE(window.fill(12));
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(window.bytes().data()), 12),
              "what follows");
  }
}

TEST_P(PackedPartTest, IsRefusedWhenItIsCut) {
  const std::string whole = packed(GetParam(), some_text());
  for (const std::size_t size : {whole.size() / 2, whole.size() - 1}) {
    MemorySource source(whole.substr(0, size));
    ByteWindow window(source);
    const auto part = PackedPart::recognise(window);
    expect_error(ErrorCode::verification_failed, "ends in the middle", [&] { read_to_end(*part); });
  }
}

INSTANTIATE_TEST_SUITE_P(Packings, PackedPartTest,
                         testing::Values(CompressionMethod::gzip, CompressionMethod::zstd,
                                         CompressionMethod::xz, CompressionMethod::lz4,
                                         CompressionMethod::bzip2, CompressionMethod::lzma),
                         [](const auto& one) { return std::string(compression_name(one.param)); });

TEST(PackedPartKindsTest, FramesOfLz4InARowAreOnePart) {
  MemorySource source(packed(CompressionMethod::lz4, "one ") +
                      packed(CompressionMethod::lz4, "two"));
  ByteWindow window(source);
  EXPECT_EQ(read_to_end(*PackedPart::recognise(window)), "one two");
}

TEST(PackedPartKindsTest, WhatIsNotReadIsNamed) {
  MemorySource source(std::string("\x89LZO\x00\r\n\x1a\n", 9));
  ByteWindow window(source);
  expect_error(ErrorCode::invalid_image, "packed with lzop",
               [&] { PackedPart::recognise(window); });
}

TEST(PackedPartKindsTest, OtherBytesAreNoPart) {
  MemorySource source("070701");
  ByteWindow window(source);
  EXPECT_EQ(PackedPart::recognise(window), nullptr);
  EXPECT_EQ(window.position(), 0U);
}

}  // namespace
}  // namespace oci2boot
