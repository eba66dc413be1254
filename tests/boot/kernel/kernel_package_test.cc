// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/kernel_package.h"

#include <gmock/gmock.h>

#include "oci2boot/error.h"
#include "tests/boot/kernel/made_up_files.h"
#include "tests/support/tar_builder.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

using testing::HasSubstr;

class KernelPackageTest : public testing::Test {
 protected:
  RootFilesystem read(const std::string& bytes) {
    return read_kernel_package(folder_.write("linux-image.deb", bytes), folder_.path());
  }
  std::string error_of(const std::string& bytes, ErrorCode code = ErrorCode::verification_failed) {
    try {
      read(bytes);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what();
      return error.what();
    }
    return "(none)";
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(KernelPackageTest, HasTheKernelAndItsModules) {
  const std::string data = TarBuilder()
                               .directory("./boot/")
                               .file("./boot/vmlinuz-6.1", "kernel")
                               .file("./lib/modules/6.1/kernel/a.ko", "module")
                               .file("./usr/share/doc/x", "text")
                               .symlink("./lib/modules/6.1/build", "/usr/src")
                               .finish();
  for (const std::string& packed : {data, gzip_of(data)}) {
    const RootFilesystem root = read(made_up_ar(
        {{"debian-binary", "2.0\n"}, {"control.tar.xz", "odd"}, {"data.tar.gz", packed}}));
    const FileTree& tree = root.tree;
    EXPECT_EQ(read_file(root, tree.lookup("boot/vmlinuz-6.1").value(), 100), "kernel");
    EXPECT_EQ(read_file(root, tree.lookup("lib/modules/6.1/kernel/a.ko").value(), 100), "module");
    EXPECT_FALSE(tree.lookup("usr"));
  }
}

TEST_F(KernelPackageTest, LeavesNamesThatClimb) {
  const RootFilesystem root = read(
      made_up_ar({{"data.tar",
                   TarBuilder().file("./boot/../etc/passwd", "x").file("boot/..", "x").finish()}}));
  EXPECT_EQ(root.tree.entry_count(), 0U);
}

TEST_F(KernelPackageTest, SaysWhatIsWrongWithAFile) {
  EXPECT_THAT(error_of(made_up_ar({{"debian-binary", "2.0\n"}}), ErrorCode::usage),
              HasSubstr("has no data"));
  EXPECT_THAT(error_of(made_up_ar({{"data.tar.gz", gzip_of("x").substr(0, 15)}})),
              HasSubstr("linux-image.deb"));
  EXPECT_THAT(error_of("!<arch>\ngarbage", ErrorCode::usage), HasSubstr("no Debian package"));
}

TEST_F(KernelPackageTest, IsKnownByItsFirstBytes) {
  EXPECT_TRUE(is_debian_package("!<arch>\n"));
  EXPECT_FALSE(is_debian_package("!<arch>"));
  EXPECT_FALSE(is_debian_package("\x1f\x8b"));
}

}  // namespace
}  // namespace oci2boot
