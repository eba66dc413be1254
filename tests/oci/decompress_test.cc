// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/decompress.h"

#include <gtest/gtest.h>

#include <functional>

#include "oci/packed_input.h"
#include "tests/support/expect_error.h"
#include "tests/support/odd_sources.h"
#include "tests/support/packer.h"

namespace oci2boot {
namespace {

/// Some text, some noise: enough for several blocks and refills.
std::string sample(std::size_t size) {
  std::string text;
  std::uint32_t state = 1;
  while (text.size() < size) {
    state = state * 1664525U + 1013904223U;
    text += state % 3 == 0 ? std::string("all work and no play ") : std::to_string(state);
  }
  text.resize(size);
  return text;
}

std::string unpack(const std::string& packed, std::size_t at_a_time = SIZE_MAX,
                   std::size_t buffer_size = 64U << 10) {
  const auto source = decompress(std::make_unique<DripSource>(packed, at_a_time));
  std::string all;
  std::vector<std::byte> buffer(buffer_size);
  while (const std::size_t count = source->read(buffer)) {
    all.append(reinterpret_cast<const char*>(buffer.data()), count);
  }
  EXPECT_EQ(source->read(buffer), 0U) << "the end is not the end";
  return all;
}

struct Format {
  const char* name;
  Compression compression;
  std::function<std::string(std::string_view)> pack;
};

class DecompressTest : public testing::TestWithParam<Format> {};

TEST_P(DecompressTest, IsRecognisedByItsFirstBytes) {
  const std::string packed = GetParam().pack("x");
  EXPECT_EQ(recognise_compression(std::as_bytes(std::span(packed)).first(kCompressionMagicSize)),
            GetParam().compression);
}

TEST_P(DecompressTest, GivesBackWhatWasPacked) {
  for (const std::size_t size : {0U, 1U, 1000U, 3'000'000U}) {
    const std::string text = sample(size);
    EXPECT_EQ(unpack(GetParam().pack(text)), text) << size;
  }
}

TEST_P(DecompressTest, DoesNotMindHowTheBytesCome) {
  const std::string text = sample(20'000);
  const std::string packed = GetParam().pack(text);
  EXPECT_EQ(unpack(packed, 1, 64U << 10), text);
  EXPECT_EQ(unpack(packed, SIZE_MAX, 1), text);
  EXPECT_EQ(unpack(packed, 1, 1), text);
  EXPECT_EQ(unpack(packed, 7, 13), text);
}

TEST_P(DecompressTest, ReadsStreamsThatFollowEachOtherAndZerosBehindThem) {
  const std::string two = GetParam().pack("one,") + GetParam().pack("") + GetParam().pack("two");
  EXPECT_EQ(unpack(two), "one,two");
  EXPECT_EQ(unpack(two, 1, 1), "one,two");
  EXPECT_EQ(unpack(two + std::string(300'000, '\0')), "one,two");
  EXPECT_EQ(unpack(two + std::string(4, '\0'), 1, 1), "one,two");
}

TEST_P(DecompressTest, NoticesATruncationAtEveryByte) {
  const std::string packed = GetParam().pack(sample(300));
  for (std::size_t size = kCompressionMagicSize; size < packed.size(); ++size) {
    EXPECT_THROW(unpack(packed.substr(0, size)), Error) << size << " of " << packed.size();
  }
}

TEST_P(DecompressTest, NoticesGarbageBehindTheEnd) {
  const std::string packed = GetParam().pack("text");
  for (const char* garbage : {"x", "garbage behind the end", "BZ"}) {
    EXPECT_THROW(unpack(packed + garbage), Error) << garbage;
    EXPECT_THROW(unpack(packed + std::string(100, '\0') + garbage), Error) << garbage;
  }
}

TEST_P(DecompressTest, NoticesAChangedByteOrGivesTheSameText) {
  const std::string text = sample(2000);
  const std::string packed = GetParam().pack(text);
  for (std::size_t i = kCompressionMagicSize; i < packed.size(); ++i) {
    std::string changed = packed;
    changed[i] = static_cast<char>(changed[i] ^ 0x10);
    try {
      EXPECT_EQ(unpack(changed), text) << "byte " << i;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::verification_failed);
    }
  }
}

TEST_P(DecompressTest, PassesTheSourcesErrorOn) {
  const std::string packed = GetParam().pack(sample(1000));
  const auto source =
      decompress(std::make_unique<DripSource>(packed.substr(0, packed.size() / 2), 10, "no disk"));
  expect_error(ErrorCode::not_found, "no disk", [&] { drain(*source); });
}

INSTANTIATE_TEST_SUITE_P(Formats, DecompressTest,
                         testing::Values(Format{"gzip", Compression::gzip, pack_gzip},
                                         Format{"zstd", Compression::zstd, pack_zstd},
                                         Format{"xz", Compression::xz, pack_xz},
                                         Format{"bzip2", Compression::bzip2, pack_bzip2}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(DecompressTest, PassesOnWhatIsNotPacked) {
  for (const std::string& text : {std::string(), std::string("x"), sample(300'000)}) {
    EXPECT_EQ(unpack(text), text);
    EXPECT_EQ(unpack(text, 1000, 999), text);
  }
}

TEST(DecompressTest, SkipsZstdsSkippableFrames) {
  const std::string skip = zstd_skippable_frame(std::string(200'000, 's'));
  EXPECT_EQ(unpack(skip + pack_zstd("a") + skip + pack_zstd("b") + skip), "ab");
  EXPECT_EQ(unpack(skip), "");
  EXPECT_THROW(unpack(skip.substr(0, 100)), Error);
}

TEST(DecompressTest, RefusesAZstdFrameThatDeclaresAHugeWindow) {
  // Frame header: no single segment, window descriptor 0xa8: 2^31 bytes. One empty last block.
  const std::string frame("\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00", 9);
  expect_error(ErrorCode::invalid_image,
               "the zstd data is packed with a window of more than 128 MiB, which is not supported",
               [&] { unpack(frame); });
}

TEST(DecompressTest, RefusesAnXzBlockThatDeclaresAHugeDictionary) {
  // After the stream's header (12 bytes), a block's: LZMA2 with a dictionary of 2 GiB, CRC32.
  const std::string packed = pack_xz("x").substr(0, 12) +
                             std::string("\x02\x00\x21\x01\x26\x00\x00\x00", 8) +
                             std::string("\xd5\xd7\xce\x53", 4);
  expect_error(ErrorCode::invalid_image, "the xz data is packed with a dictionary",
               [&] { unpack(packed); });
}

TEST(DecompressTest, C2_ReadsZerosBetweenXzStreams) {
  const std::string padded = pack_xz("a") + std::string(8, '\0') + pack_xz("b");
  EXPECT_EQ(unpack(padded), "ab");
  EXPECT_EQ(unpack(padded, 1, 1), "ab");
}

/// CRC-32 of RFC 1952, section 8.
std::uint32_t crc32_of(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

/// "text" in gzip, with FEXTRA, FNAME, FCOMMENT and FHCRC (RFC 1952, section 2.3.1).
std::string gzip_with_every_field() {
  std::string head = pack_gzip("text");
  const std::string body = head.substr(10);
  head[3] = 2 | 4 | 8 | 16;
  head = head.substr(0, 10) + std::string("\x03\x00", 2) + "xyz" + std::string("name\0", 5) +
         std::string("comment\0", 8);
  const std::uint32_t crc = crc32_of(head);
  head += static_cast<char>(crc & 0xFFU);
  head += static_cast<char>((crc >> 8U) & 0xFFU);
  return head + body;
}

TEST(DecompressTest, ReadsAGzipHeaderWithEveryOptionalField) {
  const std::string packed = gzip_with_every_field();
  EXPECT_EQ(unpack(packed), "text");
  EXPECT_EQ(unpack(packed, 1, 1), "text");
  EXPECT_EQ(unpack(packed + packed + pack_gzip("") + packed, 1, 1), "texttexttext");
  for (std::size_t size = kCompressionMagicSize; size < packed.size(); ++size) {
    EXPECT_THROW(unpack(packed.substr(0, size)), Error) << size;
  }
}

TEST(DecompressTest, C3_NoticesAGzipHeaderWithAWrongChecksum) {
  std::string packed = gzip_with_every_field();
  packed[packed.find("name")] = 'N';
  expect_error(ErrorCode::verification_failed, "the gzip data is damaged", [&] { unpack(packed); });
}

TEST(DecompressTest, C1_NamesAPackingThatIsNotSupported) {
  using namespace std::string_view_literals;
  const std::pair<std::string_view, const char*> cases[] = {
      {"\x04\x22\x4d\x18\x64\x40\xa7"sv, "lz4"},
      {"\x02\x21\x4c\x18\x05\x00\x00\x00"sv, "lz4"},
      {"\x5d\x00\x00\x80\x00\xff\xff\xff\xff\xff"sv, "lzma"},
      {"\x5d\x00\x00\x00\x04\xff\xff\xff\xff\xff"sv, "lzma"},
      {"LZIP\x01\x0c"sv, "lzip"},
      {"\x89LZO\x00\r\n\x1a\n\x10"sv, "lzop"},
      {"\x1f\x9d\x90"sv, "compress"},
      {"PK\x03\x04\x14"sv, "zip"},
      {"7z\xbc\xaf\x27\x1c\x00\x04"sv, "7-Zip"}};
  for (const auto& [bytes, name] : cases) {
    const std::string packed(bytes);
    EXPECT_EQ(recognise_compression(std::as_bytes(std::span(packed))), Compression::unsupported);
    expect_error(ErrorCode::invalid_image, std::string("the data is packed with ") + name,
                 [&] { unpack(packed); });
  }
}

TEST(DecompressTest, C1_ATarWhoseFirstNameLooksLikeAMagicIsNotPacked) {
  for (const char* name : {"BZh", "BZhang/", "BZh9/x", "]", "LZIP", "PK", "7z", "7zip/"}) {
    const std::string tar = name + std::string(1000, '\0');
    EXPECT_EQ(unpack(tar), tar) << name;
  }
}

TEST(PackedInputTest, TakesBackWhatWasConsumedOfEarlierPieces) {
  PackedInput input(std::make_unique<DripSource>("abcdefghij", 4));
  const auto text = [&] {
    return std::string(reinterpret_cast<const char*>(input.bytes().data()), input.bytes().size());
  };
  ASSERT_TRUE(input.fill());
  input.consume(4);
  ASSERT_TRUE(input.fill());
  EXPECT_EQ(text(), "efgh");
  input.consume(1);
  ASSERT_TRUE(input.take_back(3));
  EXPECT_EQ(text(), "cdefgh");
  EXPECT_FALSE(input.take_back(1)) << "what came before is not known any more";
  input.consume(6);
  ASSERT_TRUE(input.fill());
  EXPECT_EQ(text(), "ij");
  EXPECT_FALSE(input.take_back(PackedInput::kMostTakenBack + 1));
}

}  // namespace
}  // namespace oci2boot
