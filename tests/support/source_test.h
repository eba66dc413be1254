// SPDX-License-Identifier: Apache-2.0
// What the tests of image sources share: a folder of inputs, and images opened from it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "oci2boot/flatten.h"
#include "oci2boot/image_source.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {

class SourceTest : public testing::Test {
 protected:
  std::unique_ptr<Image> open(const std::string& name, const char* platform = "linux/amd64") const {
    SourceOptions options;
    options.platform = Platform::parse(platform);
    options.platform_was_asked_for = true;
    options.scratch_folder = folder_.path();
    return open_image(ImageName::parse(name), options);
  }

  /// The content of the file `path` in the flattened image.
  std::string content(const Image& image, const std::string& path) const {
    RootFilesystem root(folder_.path());
    flatten(image, root, Limits{}, ignore_warnings);
    const auto file = root.tree.lookup(path);
    return file ? read_file(root, *file, 1U << 20) : "(missing)";
  }

  void expect_refused(ErrorCode code, const std::string& part, const std::string& name,
                      const char* platform = "linux/amd64") const {
    expect_error(code, part, [&] { open(name, platform); });
  }

  TemporaryFolder folder_;
};

}  // namespace oci2boot
