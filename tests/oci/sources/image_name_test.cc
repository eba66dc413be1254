// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "oci2boot/image_source.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

void expect_name(const std::string& text, Transport transport, const std::string& location,
                 const std::string& tag = "") {
  const ImageName name = ImageName::parse(text);
  EXPECT_EQ(name.transport, transport) << text;
  EXPECT_EQ(name.location, location) << text;
  EXPECT_EQ(name.tag, tag) << text;
}

TEST(ImageNameTest, KnowsThePrefixesOfSkopeo) {
  expect_name("docker-archive:a.tar", Transport::docker_archive, "a.tar");
  expect_name("docker-archive:a.tar:app:1", Transport::docker_archive, "a.tar", "app:1");
  expect_name("oci:dir:tag", Transport::oci_layout, "dir", "tag");
  expect_name("oci-archive:/x/a.tar", Transport::oci_archive, "/x/a.tar");
  expect_name("rootfs:a:b", Transport::rootfs, "a:b");
  expect_name("rootfs:-", Transport::rootfs, "-");
  expect_name("-", Transport::standard_input, "-");
  expect_name("docker://alpine", Transport::registry, "docker.io/library/alpine:latest");
}

TEST(ImageNameTest, AnEngineIsAskedForOneTagOrAnId) {
  const std::string id = "sha256:" + std::string(64, 'a');
  expect_name("docker-daemon:alpine", Transport::docker_daemon, "alpine:latest");
  expect_name("docker-daemon:localhost:5000/x:1", Transport::docker_daemon, "localhost:5000/x:1");
  expect_name("docker-daemon:" + id, Transport::docker_daemon, id);
  expect_error(ErrorCode::usage, "is not an image name",
               [] { ImageName::parse("docker-daemon:Not A Name"); });
}

TEST(ImageNameTest, ABareWordIsANameInARegistry) {
  expect_name("no-such-file", Transport::registry, "docker.io/library/no-such-file:latest");
  expect_name("ghcr.io/a/b:1", Transport::registry, "ghcr.io/a/b:1");
}

TEST(ImageNameTest, AnExistingPathIsAPathWithColonsOrWithout) {
  const TemporaryFolder folder;
  const std::string plain = folder.write("plain", "");
  const std::string colons = folder.write("with:colons", "");
  expect_name(plain, Transport::path, plain);
  expect_name(plain + ":tag", Transport::path, plain, "tag");
  expect_name(colons, Transport::path, colons);
  expect_name(colons + ":tag:1", Transport::path, colons, "tag:1");
  expect_name("oci:" + colons + ":tag", Transport::oci_layout, colons, "tag");
}

TEST(ImageNameTest, WhatLooksLikeAPathIsOneEvenWhereNothingExists) {
  expect_name("/none/x", Transport::path, "/none/x");
  expect_name("./none", Transport::path, "./none");
  expect_name("../none:tag", Transport::path, "../none", "tag");
}

TEST(ImageNameTest, RefusesWhatIsNoName) {
  expect_error(ErrorCode::usage, "the image's name is empty", [] { ImageName::parse(""); });
  for (const char* text : {"oci:", "rootfs:", "docker-archive:", "oci::tag"}) {
    expect_error(ErrorCode::usage, "names no file", [&] { ImageName::parse(text); });
  }
  expect_error(ErrorCode::usage, "is not an image name", [] { ImageName::parse("Not A Name"); });
  expect_error(ErrorCode::usage, "is not an image name", [] { ImageName::parse("docker://"); });
}

}  // namespace
}  // namespace oci2boot
