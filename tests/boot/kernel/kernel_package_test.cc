// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/kernel_package.h"

#include <gmock/gmock.h>

#include "oci2boot/error.h"
#include "tests/boot/kernel/made_up_files.h"
#include "tests/support/packer.h"
#include "tests/support/tar_builder.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

using testing::HasSubstr;

std::unique_ptr<ByteSource> source(const std::string& bytes) {
  return std::make_unique<MemorySource>(bytes);
}

class KernelPackageTest : public testing::Test {
 protected:
  RootFilesystem read(const std::string& bytes) {
    const auto form = package_form(source(bytes));
    if (!form) throw Error(ErrorCode::failed, "no package");
    return read_kernel_package(source(bytes), *form, "linux.package", folder_.path());
  }
  void expect_kernel_and_module(const std::string& bytes) {
    const RootFilesystem root = read(bytes);
    const FileTree& tree = root.tree;
    EXPECT_EQ(read_file(root, tree.lookup("boot/vmlinuz-6.1").value(), 100), "kernel");
    EXPECT_EQ(read_file(root, tree.lookup("lib/modules/6.1/kernel/a.ko").value(), 100), "module");
    EXPECT_FALSE(tree.lookup("usr"));
    EXPECT_FALSE(tree.lookup("etc"));
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

std::string kernel_tar() {
  return TarBuilder()
      .directory("./boot/")
      .file("./boot/vmlinuz-6.1", "kernel")
      .file("./lib/modules/6.1/kernel/a.ko", "module")
      .file("./usr/share/doc/x", "text")
      .file("./etc/passwd", "text")
      .symlink("./lib/modules/6.1/build", "/usr/src")
      .finish();
}

std::string kernel_cpio() {
  return made_up_cpio({{"./boot/vmlinuz-6.1", "kernel"},
                       {"./lib/modules/6.1/kernel/a.ko", "module"},
                       {"./usr/share/doc/x", "text"},
                       {"./etc/passwd", "text"}});
}

TEST_F(KernelPackageTest, ReadsADeb) {
  for (const std::string& packed : {kernel_tar(), pack_gzip(kernel_tar()), pack_xz(kernel_tar())}) {
    expect_kernel_and_module(made_up_ar(
        {{"debian-binary", "2.0\n"}, {"control.tar.xz", "odd"}, {"data.tar.gz", packed}}));
  }
}

TEST_F(KernelPackageTest, ReadsAnRpmOfAnyPacking) {
  for (const std::string& packed : {kernel_cpio(), pack_gzip(kernel_cpio()), pack_xz(kernel_cpio()),
                                    pack_zstd(kernel_cpio())}) {
    expect_kernel_and_module(made_up_rpm(packed));
  }
}

TEST_F(KernelPackageTest, ReadsAnApkOfThreeMembers) {
  const std::string signature = TarBuilder().file(".SIGN.RSA.key", "signature").without_end();
  const std::string control = TarBuilder().file(".PKGINFO", "pkgname = linux-virt").without_end();
  expect_kernel_and_module(pack_gzip(signature) + pack_gzip(control) + pack_gzip(kernel_tar()));
}

TEST_F(KernelPackageTest, ReadsAnArchPackage) {
  expect_kernel_and_module(pack_zstd(kernel_tar()));
  expect_kernel_and_module(pack_xz(kernel_tar()));
}

TEST_F(KernelPackageTest, ReadsAPlainTar) {
  expect_kernel_and_module(kernel_tar());
}

TEST_F(KernelPackageTest, TakesNothingElseForAPackage) {
  for (const std::string& bytes :
       {std::string(), std::string("!<arch>"), std::string("MZ"), pack_gzip("text"),
        pack_gzip(made_up_arm64_image("6.6")), made_up_bzimage("6.1"), std::string(600, '\0'),
        std::string("\xed\xab\xee"), std::string("\x1f\x8b broken")}) {
    EXPECT_FALSE(package_form(source(bytes))) << bytes.substr(0, 8);
  }
}

TEST_F(KernelPackageTest, LeavesNamesThatClimb) {
  const RootFilesystem root = read(made_up_ar({{"data.tar", TarBuilder()
                                                                .file("./boot/../etc/passwd", "x")
                                                                .file("boot/..", "x")
                                                                .file("boot/.", "x")
                                                                .finish()}}));
  EXPECT_EQ(root.tree.entry_count(), 0U);
}

TEST_F(KernelPackageTest, SaysWhatIsWrongWithAFile) {
  EXPECT_THAT(error_of(made_up_ar({{"debian-binary", "2.0\n"}})),
              HasSubstr("the package linux.package: it has no data.tar"));
  EXPECT_THAT(error_of(made_up_ar({{"data.tar.gz", gzip_of("x").substr(0, 15)}})),
              HasSubstr("linux.package"));
  error_of("!<arch>\ngarbage");
  EXPECT_THAT(error_of(made_up_rpm("no archive at all")), HasSubstr("cpio"));
  EXPECT_THAT(error_of("ADBd and so on", ErrorCode::usage), HasSubstr("apk extract"));
}

TEST_F(KernelPackageTest, SurvivesAnRpmThatIsCutOffAnywhere) {
  const std::string whole = made_up_rpm(pack_gzip(kernel_cpio()));
  for (std::size_t size = 8; size < whole.size(); ++size) {
    EXPECT_THAT(error_of(whole.substr(0, size)), HasSubstr("linux.package")) << size;
  }
}

TEST_F(KernelPackageTest, RefusesHeadersOfAnRpmThatDeclareTooMuch) {
  const std::string whole = made_up_rpm(kernel_cpio());
  for (const std::size_t at : {std::size_t{96 + 8}, std::size_t{96 + 12}}) {
    std::string bytes = whole;
    put_little_endian(bytes, at, 0xFFFFFFFF, 4);
    EXPECT_THAT(error_of(bytes), HasSubstr("no headers of an RPM package"));
  }
  std::string bytes = whole;
  bytes[96] = 'x';
  EXPECT_THAT(error_of(bytes), HasSubstr("no headers of an RPM package"));
}

}  // namespace
}  // namespace oci2boot
