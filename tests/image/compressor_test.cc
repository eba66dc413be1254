// SPDX-License-Identifier: Apache-2.0
#include "src/image/compressor.h"

#include <gtest/gtest.h>

#include "tests/support/host_tools.h"

namespace oci2boot {
namespace {

using Method = CompressionMethod;

/// Text that compresses, but not to nothing.
std::string sample(std::size_t size) {
  std::string text;
  std::uint32_t state = 1;
  while (text.size() < size) {
    state = state * 1664525 + 1013904223;
    text += "line " + std::to_string(state >> 20) + " of the sample\n";
  }
  text.resize(size);
  return text;
}

std::string packed(const std::string& text, CompressionChoice choice, unsigned threads = 2,
                   std::size_t piece = 128 << 10) {
  MemorySink sink;
  const auto compressor = compress(sink, choice, threads);
  for (std::size_t at = 0; at < text.size(); at += piece) {
    compressor->write(as_span(std::string_view(text).substr(at, piece)));
  }
  compressor->finish();
  EXPECT_FALSE(sink.finished) << "a compressor must not finish the sink behind it";
  return sink.bytes;
}

struct Judge {
  CompressionChoice choice;
  const char* unpack;
  /// Enough for several blocks, as the method cuts them.
  std::size_t size = 300'000;
};

class CompressorTest : public testing::TestWithParam<Judge> {};

TEST_P(CompressorTest, MakesWhatTheRealToolUnpacks) {
  const TemporaryFolder folder;
  const std::string text = sample(GetParam().size);
  write_host_file(folder / "in", text);
  write_host_file(folder / "packed", packed(text, GetParam().choice));
  const std::string in = folder.path() + "/in";
  const Outcome outcome = run_shell(std::string(GetParam().unpack) + " <" + folder.path() +
                                    "/packed | cmp - " + in + " 2>&1");
  EXPECT_EQ(outcome.status, 0) << outcome.output;
}

TEST_P(CompressorTest, PacksAnEmptyStream) {
  const TemporaryFolder folder;
  write_host_file(folder / "packed", packed("", GetParam().choice));
  const Outcome outcome =
      run_shell(std::string(GetParam().unpack) + " <" + folder.path() + "/packed 2>&1");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.output, "");
}

TEST_P(CompressorTest, GivesTheSameBytesHoweverItIsFed) {
  const std::string text = sample(GetParam().size);
  const std::string once = packed(text, GetParam().choice, 1);
  EXPECT_TRUE(packed(text, GetParam().choice, 3) == once) << "another number of threads";
  EXPECT_TRUE(packed(text, GetParam().choice, 2, 7'777) == once) << "other pieces";
}

INSTANTIATE_TEST_SUITE_P(EveryMethod, CompressorTest,
                         testing::Values(Judge{{Method::none, 0}, "cat"},
                                         Judge{{Method::gzip, 1}, "gzip -dc", 5'000'000},
                                         Judge{{Method::zstd, 3}, "zstd -dc", 20'000'000},
                                         Judge{{Method::xz, 0}, "xz -dc", 5'000'000},
                                         Judge{{Method::lz4, 1}, "lz4 -dc", 20'000'000},
                                         Judge{{Method::bzip2, 1}, "bzip2 -dc"},
                                         Judge{{Method::lzma, 0}, "xz --format=lzma -dc"}),
                         [](const auto& instance) {
                           return std::string(compression_name(instance.param.choice.method));
                         });

TEST(CompressorTest, TakesTheHighestLevels) {
  const TemporaryFolder folder;
  const std::string text = sample(1'500'000);  // more than what gzip packs at a time
  for (const Judge& judge :
       {Judge{{Method::gzip, 6}, "gzip -dc"}, Judge{{Method::gzip, 9}, "gzip -dc"},
        Judge{{Method::zstd, 22}, "zstd -dc --memory=8MB"}, Judge{{Method::xz, 9}, "xz -dc"},
        Judge{{Method::lz4, 12}, "lz4 -dc"}, Judge{{Method::lzma, 9}, "xz --format=lzma -dc"}}) {
    write_host_file(folder / "packed", packed(text, judge.choice));
    EXPECT_TRUE(run_shell(std::string(judge.unpack) + " <" + folder.path() + "/packed").output ==
                text)
        << judge.unpack;
  }
}

TEST(CompressorTest, HidesNoTimeAndNoNameInGzip) {
  EXPECT_EQ(packed("x", {Method::gzip, 6}).substr(0, 10),
            std::string("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10));
}

TEST(CompressorTest, GivesXzTheCheckThatTheKernelKnows) {
  EXPECT_EQ(packed("x", {Method::xz, 6}).substr(6, 2), std::string("\0\1", 2));  // CRC32
}

TEST(CompressorTest, FramesLz4AsTheKernelWantsIt) {
  const std::string bytes = packed(std::string((std::size_t{8} << 20) + 1, 'x'), {Method::lz4, 1});
  EXPECT_EQ(bytes.substr(0, 4), "\x02\x21\x4c\x18");
  const auto size = static_cast<unsigned char>(bytes[4]) |
                    static_cast<unsigned>(static_cast<unsigned char>(bytes[5])) << 8U;
  // The second block holds the one byte that is left: a token and the literal.
  EXPECT_EQ(bytes.substr(8 + size), std::string("\x02\0\0\0\x10x", 6));
}

TEST(CompressorTest, PassesOnWhatTheSinkBehindItThrows) {
  class Full final : public ByteSink {
    void write(std::span<const std::byte> /*bytes*/) override { throw std::runtime_error("full"); }
    void finish() override {}
  };
  for (const Method method : {Method::none, Method::zstd, Method::xz, Method::bzip2}) {
    Full full;
    const auto compressor = compress(full, at_default_level(method), 2);
    EXPECT_THROW(
        {
          compressor->write(as_span("some bytes"));
          compressor->finish();
        },
        std::runtime_error);
  }
}

}  // namespace
}  // namespace oci2boot
