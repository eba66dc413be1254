// SPDX-License-Identifier: Apache-2.0
#include "src/launch/shares/share_arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

SharedFolder share(ShareKind kind, const std::string& host, const std::string& tag,
                   bool read_only = false) {
  SharedFolder folder;
  folder.kind = kind;
  folder.host = host;
  folder.tag = tag;
  folder.read_only = read_only;
  return folder;
}

TEST(ShareArgumentsTest, NothingIsSharedByDefault) {
  EXPECT_THAT(share_arguments({}, {}, 256), IsEmpty());
  EXPECT_EQ(share_advice("qemu-system-x86_64: cannot set up guest memory"), "");
}

TEST(ShareArgumentsTest, VirtiofsNeedsMemoryThatIsShared) {
  const std::vector<SharedFolder> shares = {share(ShareKind::virtiofs, "/a", "share0"),
                                            share(ShareKind::virtiofs, "/b", "share1", true)};
  const std::vector<int> sockets = {7, 9};
  EXPECT_THAT(share_arguments(shares, sockets, 512),
              ElementsAre("-object", "memory-backend-memfd,id=memory,share=on,size=512M",
                          "-machine", "memory-backend=memory", "-chardev", "socket,id=share0,fd=7",
                          "-device", "vhost-user-fs-pci,queue-size=1024,chardev=share0,tag=share0",
                          "-chardev", "socket,id=share1,fd=9", "-device",
                          "vhost-user-fs-pci,queue-size=1024,chardev=share1,tag=share1"));
}

TEST(ShareArgumentsTest, A9pShareIsQemusOwn) {
  const std::vector<SharedFolder> shares = {share(ShareKind::plan9, "/a,b/c", "share0"),
                                            share(ShareKind::plan9, "/d", "share1", true)};
  EXPECT_THAT(
      share_arguments(shares, {}, 512),
      ElementsAre("-fsdev", "local,id=share0,security_model=none,multidevs=remap,path=/a,,b/c",
                  "-device", "virtio-9p-pci,fsdev=share0,mount_tag=share0", "-fsdev",
                  "local,id=share1,security_model=none,multidevs=remap,readonly=on,path=/d",
                  "-device", "virtio-9p-pci,fsdev=share1,mount_tag=share1"));
}

TEST(ShareArgumentsTest, AQemuThatCannotShareGetsAdvice) {
  EXPECT_THAT(share_advice("qemu: -fsdev local: There is no option group 'fsdev'"),
              HasSubstr("virtiofsd"));
  EXPECT_THAT(share_advice("qemu: -device virtio-9p-pci,fsdev=share0: 'virtio-9p-pci' is not a "
                           "valid device model name"),
              HasSubstr("virtiofsd"));
  EXPECT_THAT(share_advice("qemu: -device vhost-user-fs-pci: 'vhost-user-fs-pci' is not a valid "
                           "device model name"),
              HasSubstr("virtiofs"));
}

}  // namespace
}  // namespace oci2boot
