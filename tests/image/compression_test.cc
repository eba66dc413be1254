// SPDX-License-Identifier: Apache-2.0
#include "src/image/compression.h"

#include <gtest/gtest.h>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

using Method = CompressionMethod;

TEST(CompressionTest, ReadsAMethodAndItsLevel) {
  EXPECT_EQ(parse_compression("zstd:19"), (CompressionChoice{Method::zstd, 19}));
  EXPECT_EQ(parse_compression("xz:0"), (CompressionChoice{Method::xz, 0}));
  EXPECT_EQ(parse_compression("gzip"), at_default_level(Method::gzip));
  EXPECT_EQ(parse_compression("none"), CompressionChoice{});
}

TEST(CompressionTest, TakesExtensionsForNames) {
  EXPECT_EQ(parse_compression("gz"), parse_compression("gzip"));
  EXPECT_EQ(parse_compression("bz2:3"), (CompressionChoice{Method::bzip2, 3}));
}

TEST(CompressionTest, RefusesLevelsThatTheMethodDoesNotHave) {
  for (const char* text : {"gzip:0", "gzip:10", "zstd:23", "zstd:-1", "xz:10", "lz4:13", "bzip2:0",
                           "none:1", "gzip:", "gzip:6x", "gzip: 6", "gzip:99999999999"}) {
    try {
      parse_compression(text);
      ADD_FAILURE() << text << " was taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::usage) << text;
    }
  }
}

TEST(CompressionTest, RefusesUnknownMethodsAndNamesTheKnownOnes) {
  try {
    parse_compression("brotli:3");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "--compress: unknown compression 'brotli', use one of none, gzip, zstd, xz, lz4, "
                 "bzip2, lzma");
  }
  EXPECT_THROW(parse_compression(""), Error);
}

TEST(CompressionTest, TellsTheMethodFromAFileName) {
  EXPECT_EQ(compression_of_file_name("a.cpio.zst"), Method::zstd);
  EXPECT_EQ(compression_of_file_name("initrd.lzma"), Method::lzma);
  EXPECT_EQ(compression_of_file_name("initrd"), std::nullopt);
  EXPECT_EQ(compression_of_file_name("initrdgz"), std::nullopt);
  EXPECT_EQ(compression_of_file_name(".gz"), std::nullopt);
}

TEST(CompressionTest, FindsWhatEveryKernelOptionIsCalled) {
  for (const Method method : {Method::none, Method::gzip, Method::zstd, Method::xz, Method::lz4,
                              Method::bzip2, Method::lzma}) {
    EXPECT_EQ(find_compression(compression_name(method)), method);
  }
  EXPECT_EQ(find_compression("lzo"), std::nullopt);
}

TEST(CompressionTest, PrefersZstdAndFallsBackToWhatTheKernelHas) {
  EXPECT_EQ(default_compression(std::set{Method::gzip, Method::zstd, Method::xz}), Method::zstd);
  EXPECT_EQ(default_compression(std::set{Method::xz, Method::gzip}), Method::gzip);
  EXPECT_EQ(default_compression(std::set{Method::lzma}), Method::lzma);
  EXPECT_EQ(default_compression(std::set<Method>{}), Method::none);
}

TEST(CompressionTest, TakesGzipForAnUnknownKernel) {
  EXPECT_EQ(default_compression(std::nullopt), Method::gzip);
}

}  // namespace
}  // namespace oci2boot
