// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/kernel_store.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "oci2boot/error.h"
#include "tests/boot/kernel/made_up_files.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class KernelStoreTest : public testing::Test {
 protected:
  LocatedKernel kernel(const std::string& version = "6.1") {
    const std::string& modules = "k/lib/modules/" + version;
    folder.write("k/boot/vmlinuz-" + version, made_up_bzimage(version));
    folder.write("k/boot/config-" + version, "CONFIG_A=y\n");
    folder.write(modules + "/modules.builtin", "kernel/b.ko\n");
    folder.write(modules + "/kernel/drivers/a.ko.xz", "module");
    folder.write(modules + "/vmlinuz", made_up_bzimage(version));
    folder.write(modules + "/build/Makefile", "all:");
    return newest_in(open_kernel_place(folder / "k", folder.path()), "amd64").value();
  }
  void store(const LocatedKernel& located, const std::string& name, bool replace = false) {
    store_kernel(located, {folder / "store", name, replace, {}});
  }
  std::string error_of(const std::function<void()>& action, ErrorCode code) {
    try {
      action();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what();
      return error.what();
    }
    return "(none)";
  }
  std::vector<std::string> stored_files() { return HostFiles(folder / "store").files_below(""); }

  TemporaryFolder folder;
};

TEST_F(KernelStoreTest, KeepsAKernelWithItsConfigurationAndModulesAlone) {
  store(kernel(), "mine");
  EXPECT_THAT(stored_files(), ElementsAre("mine/boot/config-6.1", "mine/boot/vmlinuz-6.1",
                                          "mine/lib/modules/6.1/kernel/drivers/a.ko.xz",
                                          "mine/lib/modules/6.1/modules.builtin"));
  const HostFiles files(folder / "store/mine");
  EXPECT_EQ(read_text(files, "boot/vmlinuz-6.1", 1 << 20), made_up_bzimage("6.1"));
  EXPECT_EQ(read_text(files, "lib/modules/6.1/kernel/drivers/a.ko.xz", 100), "module");
}

TEST_F(KernelStoreTest, IsReadableForEveryone) {
  const mode_t before = umask(022);
  store(kernel(), "mine");
  umask(before);
  struct stat status {};
  ASSERT_EQ(stat((folder / "store/mine").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0755U);
  ASSERT_EQ(stat((folder / "store/mine/boot/vmlinuz-6.1").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0644U);
}

TEST_F(KernelStoreTest, ReplacesAKernelOnlyWhereThatIsAskedFor) {
  store(kernel("6.1"), "mine");
  const LocatedKernel other = kernel("6.2");
  EXPECT_THAT(error_of([&] { store(other, "mine"); }, ErrorCode::output_failed),
              HasSubstr("mine exists already; --force"));
  EXPECT_EQ(list_stored_kernels(folder / "store").at(0).image.version, "6.1");
  store(other, "mine", true);
  EXPECT_EQ(list_stored_kernels(folder / "store").at(0).image.version, "6.2");
  EXPECT_THAT(HostFiles(folder / "store").names(""), ElementsAre("mine"));
}

TEST_F(KernelStoreTest, LeavesNothingBehindWhenItIsStopped) {
  const LocatedKernel located = kernel();
  EXPECT_THAT(error_of(
                  [&] {
                    store_kernel(located, {folder / "store", "mine", false, [] { return true; }});
                  },
                  ErrorCode::output_failed),
              HasSubstr("stopped"));
  EXPECT_THAT(HostFiles(folder / "store").names(""), IsEmpty());
}

TEST_F(KernelStoreTest, SaysWhereItCannotWrite) {
  const LocatedKernel located = kernel();
  folder.write("store", "a file");
  EXPECT_THAT(error_of([&] { store(located, "mine"); }, ErrorCode::output_failed),
              HasSubstr(folder / "store"));
}

TEST_F(KernelStoreTest, TakesPlainNamesAlone) {
  for (const char* name : {"", ".", "..", ".hidden", "a/b", "a b", "a\n", "/"}) {
    error_of([&] { check_kernel_name(name); }, ErrorCode::usage);
    EXPECT_THROW(check_kernel_name(name), Error) << name;
  }
  EXPECT_THROW(check_kernel_name(std::string(129, 'a')), Error);
  check_kernel_name("6.1.0-9-amd64_6.1.27+1~bpo_amd64");
}

TEST_F(KernelStoreTest, NamesAKernelByItsVersionAndArchitecture) {
  EXPECT_EQ(default_kernel_name({KernelFormat::bzimage, "amd64", "6.1"}), "6.1_amd64");
  EXPECT_THROW(default_kernel_name({KernelFormat::bzimage, "amd64", ""}), Error);
}

TEST_F(KernelStoreTest, ListsByArchitectureTheNewestFirst) {
  folder.write("store/b/boot/vmlinuz-6.9", made_up_bzimage("6.9"));
  folder.write("store/a/boot/vmlinuz-6.10", made_up_bzimage("6.10"));
  folder.write("store/a/boot/config-6.10", "");
  folder.write("store/a/lib/modules/6.10/kernel/a.ko", "module");
  folder.write("store/a/lib/modules/6.10/modules.builtin", "");
  folder.write("store/arm/boot/vmlinuz-5.1", made_up_arm64_image("5.1"));
  folder.write("store/none/README", "text");
  folder.write("store/.add.x/kernel/boot/vmlinuz-7.0", made_up_bzimage("7.0"));
  std::vector<std::string> lines;
  for (const StoredKernel& kernel : list_stored_kernels(folder / "store")) {
    lines.push_back(kernel.name + " " + kernel.image.architecture + " " + kernel.image.version +
                    " " + std::to_string(kernel.modules) + (kernel.has_config ? " config" : "") +
                    (kernel.is_automatic ? " auto" : ""));
  }
  EXPECT_THAT(lines,
              ElementsAre("a amd64 6.10 1 config auto", "b amd64 6.9 0", "arm arm64 5.1 0 auto"));
  EXPECT_THAT(list_stored_kernels(folder / "nowhere"), IsEmpty());
}

}  // namespace
}  // namespace oci2boot
