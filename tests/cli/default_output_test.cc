// SPDX-License-Identifier: Apache-2.0
#include "src/cli/default_output.h"

#include <gtest/gtest.h>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

std::string output_of(std::string_view image) {
  return default_output(ImageName::parse(image));
}

TEST(DefaultOutputTest, IsTheNameAndTheTag) {
  EXPECT_EQ(output_of("alpine"), "alpine-latest.qcow2");
  EXPECT_EQ(output_of("registry.example:5000/team/app:v1.2"), "app-v1.2.qcow2");
  EXPECT_EQ(output_of("docker://debian:12"), "debian-12.qcow2");
  EXPECT_EQ(output_of("docker-daemon:my/test"), "test-latest.qcow2");
}

TEST(DefaultOutputTest, TakesADigestForATag) {
  const std::string digest(64, 'a');
  EXPECT_EQ(output_of("alpine@sha256:" + digest), "alpine-aaaaaaaaaaaa.qcow2");
  EXPECT_EQ(output_of("docker-daemon:sha256:" + digest), "aaaaaaaaaaaa.qcow2");
}

TEST(DefaultOutputTest, LeavesAFilesFolderAndPackingOut) {
  EXPECT_EQ(output_of("docker-archive:dist/app.tar"), "app.qcow2");
  EXPECT_EQ(output_of("rootfs:/tmp/alpine-3.20.tar.gz"), "alpine-3.20.qcow2");
  EXPECT_EQ(output_of("oci:layouts/app:v1"), "app-v1.qcow2");
  EXPECT_EQ(output_of("docker-archive:a.tar:registry.example/team/app:v1"), "a-app-v1.qcow2");
}

TEST(DefaultOutputTest, IsNotMadeUp) {
  EXPECT_THROW(output_of("-"), Error);
  EXPECT_THROW(output_of("rootfs:/"), Error);
}

}  // namespace
}  // namespace oci2boot
