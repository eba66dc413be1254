// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/preflight/kernel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kGood =
    "CONFIG_BLK_DEV_INITRD=y\nCONFIG_BINFMT_ELF=y\nCONFIG_DEVTMPFS=y\nCONFIG_PROC_FS=y\n"
    "CONFIG_SYSFS=y\nCONFIG_TMPFS=y\nCONFIG_VIRTIO_PCI=y\nCONFIG_VIRTIO_NET=y\n"
    "CONFIG_VIRTIO_CONSOLE=y\nCONFIG_SERIAL_8250_CONSOLE=y\n";

class PreflightKernelTest : public testing::Test {
 protected:
  PreflightKernelTest() {
    kernel.origin = "vmlinuz";
    needs.console = "ttyS0";
  }

  void config(const std::string& text) { kernel.config.emplace(text); }
  /// kGood without one line, which begins so.
  void config_without(const std::string& option) {
    std::string text = kGood;
    const std::size_t at = text.find("CONFIG_" + option + "=");
    config(text.erase(at, text.find('\n', at) + 1 - at));
  }

  std::vector<std::string> problems() const { return kernel_problems(kernel, needs); }

  Kernel kernel;
  MachineNeeds needs;
};

TEST_F(PreflightKernelTest, SaysNothingOfAKernelThatHasAll) {
  config(kGood);
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(PreflightKernelTest, SaysWhatIsLostWithoutADriver) {
  config_without("VIRTIO_NET");
  EXPECT_THAT(problems(), ElementsAre("the kernel vmlinuz has no virtio_net built in, nor as a "
                                      "module: the guest has no network"));
  needs.network = false;
  EXPECT_THAT(problems(), IsEmpty());
  config_without("VIRTIO_CONSOLE");
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("cannot report its program's exit status")));
  needs.status = false;
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(PreflightKernelTest, TakesAModuleThatComesAlongForADriver) {
  config_without("VIRTIO_NET");
  kernel.modules.push_back({"virtio_net", ""});
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(PreflightKernelTest, TheBusIsWorthOneLine) {
  config("CONFIG_BLK_DEV_INITRD=y\n");
  EXPECT_THAT(problems(), testing::Contains(HasSubstr("none of its virtual devices")));
  EXPECT_THAT(problems(), testing::Not(testing::Contains(HasSubstr("virtio_net"))));
}

TEST_F(PreflightKernelTest, ARootOnADiskTakesMore) {
  config(kGood);
  needs.root = RootKind::disk;
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("no virtio_blk built in, nor as a module: the "
                                                "guest cannot see its disk"),
                                      HasSubstr("no ext4 built in, nor as a module: the guest "
                                                "cannot mount its root")));
  needs.modules_left_out = true;
  needs.root_fs = "xfs";
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("no virtio_blk built in (and --modules none)")));
}

TEST_F(PreflightKernelTest, TheListOfBuiltInModulesTellsAsWell) {
  kernel.built_in = {"virtio_pci", "virtio_console"};
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("no virtio_net")));
}

TEST_F(PreflightKernelTest, SaysWhatIsNotKnownInOneLine) {
  EXPECT_THAT(problems(),
              ElementsAre("the kernel vmlinuz may lack virtio_pci, virtio_net, virtio_console, "
                          "which the guest needs: neither its configuration nor its modules are "
                          "known"));
}

TEST_F(PreflightKernelTest, NamesAConsoleThatIsNotBuiltIn) {
  config_without("SERIAL_8250_CONSOLE");
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("no console on ttyS0 "
                                                "(CONFIG_SERIAL_8250_CONSOLE)")));
  needs.console = "hvc0";
  EXPECT_THAT(problems(), IsEmpty());
  needs.console = "ttyAMA0";
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("CONFIG_SERIAL_AMBA_PL011_CONSOLE")));
}

TEST_F(PreflightKernelTest, NamesWhatEveryGuestNeeds) {
  config_without("BLK_DEV_INITRD");
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("cannot load an initramfs")));
  config_without("DEVTMPFS");
  EXPECT_THAT(problems(), ElementsAre("the kernel vmlinuz was built without CONFIG_DEVTMPFS, which "
                                      "every guest needs"));
}

TEST_F(PreflightKernelTest, SystemdNeedsMore) {
  config(std::string(kGood) +
         "CONFIG_EPOLL=y\nCONFIG_SIGNALFD=y\nCONFIG_TIMERFD=y\n"
         "CONFIG_INOTIFY_USER=y\nCONFIG_UNIX=y\n");
  EXPECT_THAT(problems(), IsEmpty());
  needs.system = "systemd";
  EXPECT_THAT(problems(), ElementsAre("the kernel vmlinuz was built without CONFIG_CGROUPS, "
                                      "CONFIG_FHANDLE, which systemd needs"));
}

}  // namespace
}  // namespace oci2boot
