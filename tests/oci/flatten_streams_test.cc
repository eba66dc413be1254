// SPDX-License-Identifier: Apache-2.0
#include "tests/support/expect_error.h"
#include "tests/support/flatten_test.h"
#include "tests/support/packer.h"

namespace oci2boot {
namespace {

std::string small_tar() {
  return TarBuilder().directory("d").file("d/f", "content").finish();
}

TEST_F(FlattenTest, C1_TheCompressionOfALayerIsToldByItsBytes) {
  const std::string tar = small_tar();
  for (const std::string& blob :
       {tar, pack_gzip(tar), pack_zstd(tar), pack_xz(tar), pack_bzip2(tar)}) {
    FakeImage image;
    image.add(tar, blob).declared(0).media_type = "application/vnd.oci.image.layer.v1.tar+zstd";
    flatten_image(image);
    EXPECT_EQ(content("d/f"), "content");
  }
}

TEST_F(FlattenTest, C1_AnUnknownFormatIsSaidToBeNoTarArchive) {
  expect_error(ErrorCode::invalid_image, "is not a tar archive",
               [&] { flatten_layers({std::string(2048, 'x')}); });
}

TEST_F(FlattenTest, C2_AllMembersAndFramesAreReadAndPaddingIsPassedOver) {
  const std::string tar = small_tar();
  const std::string a = tar.substr(0, 700);
  const std::string b = tar.substr(700);
  const std::string zeros(1000, '\0');
  for (const std::string& blob :
       {pack_gzip(a) + pack_gzip("") + pack_gzip(b) + zeros,
        pack_zstd(a) + zstd_skippable_frame("toc") + pack_zstd(b) + zeros,
        pack_xz(a) + pack_xz(b) + zeros, pack_bzip2(a) + pack_bzip2(b) + zeros}) {
    flatten_image(FakeImage().add(tar, blob));
    EXPECT_EQ(names(), "d d/f");
  }
}

TEST_F(FlattenTest, C3_ATruncatedLayerIsNamed) {
  const std::string tar = small_tar();
  const std::string packed = pack_gzip(tar);
  expect_error(ErrorCode::verification_failed, "layer 1 of 1 of fake (sha256:", [&] {
    flatten_image(FakeImage().add(tar, packed.substr(0, packed.size() - 1)));
  });
  expect_error(ErrorCode::verification_failed, "the gzip data is followed by garbage",
               [&] { flatten_image(FakeImage().add(tar, packed + "x")); });
}

TEST_F(FlattenTest, C3_ADamagedSecondLayerIsNamed) {
  const std::string tar = small_tar();
  std::string packed = pack_gzip(tar);
  packed[packed.size() - 5] ^= 1;
  expect_error(ErrorCode::verification_failed, "layer 2 of 2", [&] {
    FakeImage image({tar});
    flatten_image(image.add(tar, packed));
  });
}

TEST_F(FlattenTest, C3_APackingThatIsNotSupportedIsNotTakenForDamage) {
  const std::string frame("\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00", 9);  // a window of 2 GiB
  expect_error(ErrorCode::invalid_image, "layer 1 of 1 of fake (sha256:", [&] {
    flatten_image(FakeImage().add(small_tar(), frame));
  });
}

TEST_F(FlattenTest, C4_BytesBehindTheTarsEndAreCoveredByTheDigest) {
  const std::string tar = small_tar() + std::string(200'000, 'x');
  flatten_layers({tar});
  EXPECT_EQ(result_.diff_ids.front(), sha256_of(tar));
  FakeImage image({tar});
  image.declared(0).diff_id = sha256_of(small_tar());
  expect_error(ErrorCode::verification_failed, "unpacked, has the digest",
               [&] { flatten_image(image); });
}

TEST_F(FlattenTest, C5_EmptyAndRepeatedLayersAreFine) {
  const std::string tar = small_tar();
  flatten_layers({"", tar, std::string(1024, '\0'), tar, TarBuilder().finish()});
  EXPECT_EQ(names(), "d d/f");
  EXPECT_EQ(result_.diff_ids.size(), 5U);
}

TEST_F(FlattenTest, C6_NeitherEndBlocksNorPaddingAreNeeded) {
  std::string bytes = TarBuilder().file("a", "1").file("b", "xyz").without_end();
  bytes.resize(bytes.size() - 512 + 3);
  flatten_layers({bytes, TarBuilder().file("c", "").without_end()});
  EXPECT_EQ(content("b"), "xyz");
  EXPECT_EQ(names(), "a b c");
}

TEST_F(FlattenTest, D1_ABlobThatIsNotWhatWasDeclaredIsRefusedNamingBoth) {
  const std::string tar = small_tar();
  FakeImage image({tar});
  image.declared(0).digest = sha256_of("other");
  expect_error(ErrorCode::verification_failed, "declared is " + sha256_of("other").text(),
               [&] { flatten_image(image); });
  FakeImage longer({tar});
  longer.declared(0).size = tar.size() - 1;
  expect_error(ErrorCode::verification_failed, "is longer than the declared",
               [&] { flatten_image(longer); });
  FakeImage shorter({tar});
  shorter.declared(0).size = tar.size() + 1;
  expect_error(ErrorCode::verification_failed, "it is incomplete", [&] { flatten_image(shorter); });
}

TEST_F(FlattenTest, D1_WhatNobodyDeclaredIsComputed) {
  FakeImage image({small_tar()});
  image.declared(0) = {};
  flatten_image(image);
  EXPECT_EQ(result_.diff_ids.front(), sha256_of(small_tar()));
}

}  // namespace
}  // namespace oci2boot
