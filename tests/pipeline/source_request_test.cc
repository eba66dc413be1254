// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/source_request.h"

#include <gtest/gtest.h>

namespace oci2boot {
namespace {

Surroundings somewhere() {
  Surroundings surroundings;
  surroundings.scratch_folder = "/scratch";
  surroundings.cache_folder = "/cache";
  surroundings.docker_host = "unix:///engine";
  surroundings.registry.auth_files = {{"/auth", false}};
  surroundings.registry.mirrors = {{"docker.io", "variable"}};
  surroundings.registry.proxies.https = "proxy";
  return surroundings;
}

TEST(SourceRequestTest, WhatIsNotAskedForIsAsTheSurroundingsHaveIt) {
  const SourceOptions options = source_options({}, somewhere(), nullptr);
  EXPECT_EQ(options.platform, Platform::host());
  EXPECT_FALSE(options.platform_was_asked_for);
  EXPECT_EQ(options.scratch_folder, "/scratch");
  EXPECT_EQ(options.cache_folder, "/cache");
  EXPECT_EQ(options.docker_host, "unix:///engine");
  EXPECT_EQ(options.registry.auth_files.front().path, "/auth");
  EXPECT_EQ(options.registry.proxies.https, "proxy");
  EXPECT_EQ(options.registry.parallel_downloads, RegistryOptions().parallel_downloads);
}

TEST(SourceRequestTest, WhatIsAskedForComesFirst) {
  SourceRequest request;
  request.platform = Platform::parse("arm64");
  request.auth_file = "mine";
  request.mirrors = {{"docker.io", "option"}};
  request.cache_folder = "here";
  request.parallel_downloads = 9;
  const SourceOptions options = source_options(request, somewhere(), nullptr);
  EXPECT_TRUE(options.platform_was_asked_for);
  EXPECT_EQ(options.cache_folder, "here");
  ASSERT_EQ(options.registry.auth_files.size(), 1U);
  EXPECT_EQ(options.registry.auth_files[0].path, "mine");
  EXPECT_TRUE(options.registry.auth_files[0].required);
  ASSERT_EQ(options.registry.mirrors.size(), 2U);
  EXPECT_EQ(options.registry.mirrors[0].location, "option");
  EXPECT_EQ(options.registry.parallel_downloads, 9U);
}

}  // namespace
}  // namespace oci2boot
