// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <stdexcept>

#include "tests/support/layout_builder.h"
#include "tests/support/packer.h"
#include "tests/support/source_test.h"

namespace oci2boot {
namespace {

class OpenImageTest : public SourceTest {};

/// While it lives, standard input is a pipe that gives `bytes`, which must fit a pipe's buffer.
class StandardInputFrom {
 public:
  explicit StandardInputFrom(const std::string& bytes) : saved_(dup(STDIN_FILENO)) {
    int ends[2];
    if (saved_ < 0 || pipe(ends) != 0 ||
        write(ends[1], bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) ||
        dup2(ends[0], STDIN_FILENO) < 0) {
      throw std::runtime_error("the test cannot replace its standard input");
    }
    close(ends[0]);
    close(ends[1]);
  }
  ~StandardInputFrom() {
    dup2(saved_, STDIN_FILENO);
    close(saved_);
  }
  StandardInputFrom(const StandardInputFrom&) = delete;
  StandardInputFrom& operator=(const StandardInputFrom&) = delete;

 private:
  int saved_;
};

TEST_F(OpenImageTest, ABarePathIsRecognisedByItsContent) {
  LayoutBuilder layout;
  layout.finish(layout.image(TarBuilder().file("f", "x").finish()));
  layout.write_to(folder_);
  EXPECT_EQ(content(*open(folder_.path()), "f"), "x");
  EXPECT_EQ(content(*open(folder_.write("any-name", layout.tar())), "f"), "x");
  EXPECT_EQ(content(*open(folder_.write("packed", pack_zstd(layout.tar()))), "f"), "x");
}

TEST_F(OpenImageTest, ARootFileSystemIsNoImageAndTheMessageSaysHowToTakeIt) {
  const std::string path = folder_.write("root.tar", TarBuilder().file("bin/sh", "").finish());
  expect_refused(ErrorCode::invalid_image, "(rootfs:" + path + " takes it as a plain root", path);
  folder_.write("root/bin/sh", "");
  expect_refused(ErrorCode::invalid_image, "is not a container image", folder_ / "root");
}

TEST_F(OpenImageTest, ARootOnStandardInputIsThereEachTimeItIsOpened) {
  const StandardInputFrom pipe(pack_gzip(TarBuilder().file("f", "x").finish()));
  const auto image = open("rootfs:-");
  EXPECT_EQ(image->name(), "rootfs");
  EXPECT_EQ(content(*image, "f"), "x");
  EXPECT_EQ(content(*image, "f"), "x") << "the second time";
}

TEST_F(OpenImageTest, WhatIsNoArchiveIsSaidToBeNone) {
  expect_refused(ErrorCode::invalid_image, "notes is not a tar archive",
                 folder_.write("notes", std::string(1000, 'x')));
  expect_refused(ErrorCode::invalid_image, "is not a container image", folder_.write("empty", ""));
}

TEST_F(OpenImageTest, AMissingFileIsNotFound) {
  expect_refused(ErrorCode::not_found, "No such file or directory", folder_ / "none");
  expect_refused(ErrorCode::not_found, "No such file or directory", "oci:" + (folder_ / "none"));
}

TEST_F(OpenImageTest, WhatIsWrongWithStandardInputIsSaidOfIt) {
  LayoutBuilder layout;
  layout.finish(layout.image(TarBuilder().finish()));
  const std::string packed = pack_gzip(layout.tar());
  for (const std::size_t size : {std::size_t{20}, packed.size() - 1}) {
    const StandardInputFrom pipe(packed.substr(0, size));
    expect_refused(ErrorCode::verification_failed, "standard input: the gzip data is truncated",
                   "-");
  }
}

TEST_F(OpenImageTest, ThePrefixSaysWhatMustBeThere) {
  LayoutBuilder layout;
  layout.finish(layout.image(TarBuilder().finish()));
  const std::string path = folder_.write("layout.tar", layout.tar());
  expect_refused(ErrorCode::invalid_image, "it has no manifest.json", "docker-archive:" + path);
  folder_.write("x/manifest.json", "[]");
  expect_refused(ErrorCode::invalid_image, "it has no index.json", "oci:" + (folder_ / "x"));
}

TEST_F(OpenImageTest, NothingIsLeftInTheScratchFolder) {
  LayoutBuilder layout;
  layout.finish(layout.image(TarBuilder().file("f", "x").finish()));
  const std::string path = folder_.write("packed", pack_gzip(layout.tar()));
  content(*open(path), "f");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_.path()),
                          std::filesystem::directory_iterator()),
            1);
}

}  // namespace
}  // namespace oci2boot
