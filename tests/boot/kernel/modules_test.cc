// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/modules.h"

#include <gmock/gmock.h>

#include "tests/boot/kernel/made_up_files.h"
#include "tests/boot/tree_builder.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kVersion = "6.1.0";
const std::string kFolder = "lib/modules/6.1.0";

class ModulesTest : public testing::Test {
 protected:
  void module(const std::string& name, const std::string& depends = "",
              const std::string& softdep = "") {
    tree.file(kFolder + "/kernel/" + name, module_for(kVersion, depends, softdep));
  }
  ModuleSet load(const std::vector<std::string_view>& wanted) {
    return load_modules(TreeFiles(tree.root, "image"), kFolder, kVersion, wanted);
  }
  static std::vector<std::string> names(const ModuleSet& set) {
    std::vector<std::string> names;
    for (const GuestModule& module : set.modules) names.push_back(module.name);
    return names;
  }
  TreeBuilder tree;
};

TEST_F(ModulesTest, PutsEachModuleAfterWhatItNeeds) {
  module("drivers/virtio/virtio.ko");
  module("drivers/virtio/virtio_ring.ko");
  module("drivers/virtio/virtio_pci.ko", "virtio_ring,virtio");
  module("net/failover.ko");
  module("drivers/net/net_failover.ko", "failover");
  module("drivers/net/virtio_net.ko", "net_failover,virtio");
  module("drivers/char/virtio-rng.ko", "virtio");
  module("drivers/unwanted.ko");
  const ModuleSet set = load({"virtio_pci", "virtio_net", "virtio_rng"});
  EXPECT_THAT(names(set), ElementsAre("virtio_ring", "virtio", "virtio_pci", "failover",
                                      "net_failover", "virtio_net", "virtio_rng"));
  EXPECT_EQ(set.modules[1].bytes, module_for(kVersion));
  EXPECT_THAT(set.missing, IsEmpty());
}

TEST_F(ModulesTest, LoadsSoftDependenciesWhereThereAreAny) {
  module("a.ko", "", "pre: helper absent");
  module("helper.ko");
  EXPECT_THAT(names(load({"a"})), ElementsAre("helper", "a"));
}

TEST_F(ModulesTest, TakesThePortableFormOfAnAlgorithmForIt) {
  module("fs/ext4.ko", "crc16", "pre: crc32c");
  module("lib/crc16.ko");
  module("crypto/crc32c_generic.ko");
  EXPECT_THAT(names(load({"ext4"})), ElementsAre("crc32c_generic", "crc16", "ext4"));
  module("fs/ext4.ko", "crc16", "pre: crypto-crc32c");
  EXPECT_THAT(names(load({"ext4"})), ElementsAre("crc32c_generic", "crc16", "ext4"));
}

TEST_F(ModulesTest, UnpacksModules) {
  tree.file(kFolder + "/a.ko.gz", gzip_of(module_for(kVersion)));
  const ModuleSet set = load({"a"});
  ASSERT_THAT(names(set), ElementsAre("a"));
  EXPECT_EQ(set.modules[0].bytes, module_for(kVersion));
}

TEST_F(ModulesTest, NeedsNoFileForWhatIsBuiltIn) {
  tree.file(kFolder + "/modules.builtin", "kernel/virtio.ko\nkernel/drivers/virtio-pci.ko\n");
  module("virtio_net.ko", "virtio");
  const ModuleSet set = load({"virtio_pci", "virtio_net"});
  EXPECT_THAT(names(set), ElementsAre("virtio_net"));
  EXPECT_THAT(set.built_in, ElementsAre("virtio_pci"));
}

TEST_F(ModulesTest, SaysWhichAreMissing) {
  module("half.ko", "gone");
  tree.file(kFolder + "/other.ko", module_for("5.10.0"));
  tree.file(kFolder + "/text.ko", "no ELF file at all");
  EXPECT_THAT(load({"half", "other", "text", "none"}).missing,
              ElementsAre("half", "other", "text", "none"));
}

TEST_F(ModulesTest, GetsOutOfCircles) {
  module("a.ko", "b");
  module("b.ko", "a");
  module("self.ko", "", "pre: self");
  const ModuleSet set = load({"a", "self"});
  EXPECT_THAT(set.missing, ElementsAre("a"));
  EXPECT_THAT(names(set), ElementsAre("self"));
}

TEST_F(ModulesTest, GetsOutOfEndlessChains) {
  for (int i = 0; i < 1000; ++i) {
    module("m" + std::to_string(i) + ".ko", "m" + std::to_string(i + 1));
  }
  module("m1000.ko");
  EXPECT_THAT(load({"m0"}).missing, ElementsAre("m0"));
  EXPECT_THAT(load({"m990"}).missing, IsEmpty());
}

TEST_F(ModulesTest, CountsADamagedModuleAsMissingAndNamesIt) {
  std::string packed = gzip_of(module_for(kVersion));
  packed.resize(packed.size() - 20);
  tree.file(kFolder + "/a.ko.gz", packed);
  module("b.ko", "a");
  const ModuleSet set = load({"b", "a"});
  EXPECT_THAT(set.modules, IsEmpty());
  EXPECT_THAT(set.missing, ElementsAre("b", "a"));
  EXPECT_THAT(set.damaged, ElementsAre(HasSubstr("image:/lib/modules/6.1.0/a.ko.gz")));
}

}  // namespace
}  // namespace oci2boot
