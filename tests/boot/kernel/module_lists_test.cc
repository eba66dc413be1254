// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/module_lists.h"

#include <gmock/gmock.h>

#include "src/boot/kernel/module_index.h"

namespace oci2boot {
namespace {

using std::string_literals::operator""s;

class ModuleListsTest : public testing::Test {
 protected:
  ModuleInfo& module(const std::string& path, std::vector<std::string> depends = {}) {
    modules.push_back({path, module_name(path), {}});
    modules.back().info.depends = std::move(depends);
    return modules.back().info;
  }
  std::string list(std::string_view name) const {
    for (const ModuleList& list : module_lists(modules, build)) {
      if (list.name == name) return list.bytes;
    }
    return "(none)";
  }
  std::vector<ListedModule> modules;
  BuildLists build;
};

TEST_F(ModuleListsTest, NameWhatIsLoadedFirstLast) {
  module("fs/ext4.ko", {"crc16", "jbd2", "gone"});
  module("fs/jbd2.ko", {"lib"});
  module("lib/crc16.ko");
  module("lib/lib.ko");
  const std::string text =
      "fs/ext4.ko: fs/jbd2.ko lib/lib.ko lib/crc16.ko\n"
      "fs/jbd2.ko: lib/lib.ko\n"
      "lib/crc16.ko:\n"
      "lib/lib.ko:\n";
  EXPECT_EQ(list("modules.dep"), text);
  EXPECT_EQ(list("modules.dep.bin"),
            module_index({{"ext4", 0, "fs/ext4.ko: fs/jbd2.ko lib/lib.ko lib/crc16.ko"},
                          {"jbd2", 1, "fs/jbd2.ko: lib/lib.ko"},
                          {"crc16", 2, "lib/crc16.ko:"},
                          {"lib", 3, "lib/lib.ko:"}}));
}

TEST_F(ModuleListsTest, GetOutOfCircles) {
  module("a.ko", {"b", "a"});
  module("b.ko", {"a"});
  EXPECT_EQ(list("modules.dep"), "a.ko: b.ko\nb.ko: a.ko\n");
}

TEST_F(ModuleListsTest, FollowTheOrderOfTheBuild) {
  build.order = "kernel/z.ko\nkernel/absent.ko\nkernel/m-x.ko\n";
  module("kernel/a.ko");
  module("kernel/m-x.ko.xz");
  module("kernel/z.ko.xz");
  EXPECT_EQ(list("modules.dep"), "kernel/z.ko.xz:\nkernel/m-x.ko.xz:\nkernel/a.ko:\n");
}

TEST_F(ModuleListsTest, HaveAliasesSymbolsAndSoftDependencies) {
  ModuleInfo& info = module("virtio-net.ko");
  info.aliases = {"virtio:d1[a-b]v*", "net-pf-1"};
  info.symbols = {"net_open"};
  info.softdeps = {"pre: failover"};
  EXPECT_THAT(list("modules.alias"), testing::EndsWith("alias virtio:d1[a-b]v* virtio_net\n"
                                                       "alias net-pf-1 virtio_net\n"));
  EXPECT_EQ(list("modules.alias.bin"),
            module_index({{"virtio:d1[a-b]v*", 0, "virtio_net"}, {"net_pf_1", 0, "virtio_net"}}));
  EXPECT_THAT(list("modules.symbols"), testing::EndsWith("alias symbol:net_open virtio_net\n"));
  EXPECT_EQ(list("modules.symbols.bin"), module_index({{"symbol:net_open", 0, "virtio_net"}}));
  EXPECT_THAT(list("modules.softdep"), testing::EndsWith("softdep virtio_net pre: failover\n"));
}

TEST_F(ModuleListsTest, HaveNodesThatLoadAModule) {
  module("fuse.ko").aliases = {"fs-fuse", "devname:fuse", "char-major-10-229"};
  module("loop.ko").aliases = {"block-major-7-*", "devname:loop-control", "char-major-10-237"};
  module("md.ko").aliases = {"devname:md", "block-major-9-*"};
  EXPECT_EQ(list("modules.devname"),
            "# Device nodes to trigger on-demand module loading.\n"
            "fuse fuse c10:229\nloop loop-control c10:237\n");
}

TEST_F(ModuleListsTest, KnowWhatIsBuiltIn) {
  build.builtin = "kernel/fs/ext4/ext4.ko\nkernel/virtio-x.ko\n";
  build.builtin_modinfo = "ext4.alias=fs-ext4\0ext4.license=GPL\0noise\0x.alias=a-b\0"s;
  EXPECT_EQ(list("modules.builtin.bin"), module_index({{"ext4", 0, ""}, {"virtio_x", 0, ""}}));
  EXPECT_EQ(list("modules.builtin.alias.bin"),
            module_index({{"fs_ext4", 0, "ext4"}, {"a_b", 0, "x"}}));
}

}  // namespace
}  // namespace oci2boot
