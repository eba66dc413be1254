// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/preflight/attributes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/boot/tree_builder.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class PreflightAttributesTest : public testing::Test {
 protected:
  PreflightAttributesTest() {
    kernel.origin = "vmlinuz";
    kernel.image.version = "6.12.1";
    kernel.config.emplace("CONFIG_TMPFS=y\n");
  }

  void attribute(const char* path, const char* name) {
    tree.file(path);
    Metadata metadata = tree.metadata(path);
    metadata.xattrs = {{name, "value"}};
    tree.root.tree.set_metadata(tree.root.tree.lookup(path).value(), metadata);
  }

  std::vector<std::string> problems(RootKind kind = RootKind::memory) const {
    return attribute_problems(tree.root, kernel, kind);
  }

  TreeBuilder tree;
  Kernel kernel;
};

TEST_F(PreflightAttributesTest, NamesCapabilitiesThatARootInMemoryLoses) {
  attribute("/bin/ping", "security.capability");
  EXPECT_THAT(problems(), ElementsAre("/bin/ping loses its capabilities: the kernel vmlinuz keeps "
                                      "none on a root in memory (CONFIG_TMPFS_XATTR)"));
  attribute("/bin/arping", "security.capability");
  EXPECT_THAT(problems(),
              ElementsAre(HasSubstr("2 files, /bin/arping the first, lose their capabilities: ")));
  kernel.config.emplace("CONFIG_TMPFS_XATTR=y\n");
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(PreflightAttributesTest, SaysNothingOfAKernelThatIsNotKnown) {
  attribute("/bin/ping", "security.capability");
  kernel.config.reset();
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(PreflightAttributesTest, ADiskKeepsWhatItsFileSystemKeeps) {
  attribute("/bin/ping", "security.capability");
  attribute("/data", "user.note");
  EXPECT_THAT(problems(RootKind::disk), ElementsAre(HasSubstr("on a disk (CONFIG_EXT4_FS_SEC")));
  kernel.config.emplace("CONFIG_EXT4_FS_SECURITY=y\n");
  EXPECT_THAT(problems(RootKind::disk), IsEmpty());
}

TEST_F(PreflightAttributesTest, OldKernelsKeepNoAttributesOfUsersInMemory) {
  attribute("/data", "user.note");
  kernel.config.emplace("CONFIG_TMPFS_XATTR=y\n");
  EXPECT_THAT(problems(), IsEmpty());
  kernel.image.version = "6.1.0-18-amd64";
  EXPECT_THAT(problems(), ElementsAre("/data loses its user attributes: Linux before 6.6 keeps "
                                      "none on a root in memory"));
}

TEST_F(PreflightAttributesTest, WithoutPid1AllAreLost) {
  attribute("/bin/ping", "security.capability");
  attribute("/shared", "system.posix_acl_default");
  EXPECT_THAT(attribute_problems(tree.root),
              ElementsAre(HasSubstr("/bin/ping loses its capabilities: an initramfs carries none"),
                          HasSubstr("/shared loses its access control lists")));
}

}  // namespace
}  // namespace oci2boot
