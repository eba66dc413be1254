// SPDX-License-Identifier: Apache-2.0
#include "src/launch/qemu.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

using testing::Contains;
using testing::IsSupersetOf;

/// Arguments with names as {NAME}.
std::vector<std::string> shown_arguments(const std::string& architecture,
                                         std::optional<LaunchDisk> disk = std::nullopt) {
  LaunchPlan plan;
  plan.architecture = architecture;
  plan.disk = std::move(disk);
  plan.status_port = "the.port";
  std::vector<std::string> shown;
  for (const Argument& argument : qemu_arguments(plan)) {
    std::string text;
    for (const ArgumentPart& part : argument) {
      text += part.is_name ? "{" + part.text + "}" : part.text;
    }
    shown.push_back(text);
  }
  return shown;
}

TEST(QemuTest, ChoosesTheMachineByTheArchitecture) {
  EXPECT_THAT(shown_arguments("amd64"), Contains("q35,accel={accel}"));
  EXPECT_THAT(shown_arguments("arm64"), Contains("virt,gic-version=max,accel={accel}"));
  EXPECT_EQ(find_machine("arm64").program, "qemu-system-aarch64");
}

TEST(QemuTest, RefusesOtherArchitectures) {
  try {
    find_machine("riscv64");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_image);
    EXPECT_STREQ(error.what(),
                 "cannot boot an image for 'riscv64': only amd64 and arm64 are supported "
                 "(-o - writes the bare initramfs)");
  }
}

TEST(QemuTest, GivesTheGuestAConsoleANetworkAndAStatusPort) {
  EXPECT_THAT(shown_arguments("amd64"),
              IsSupersetOf({"stdio,id=console,mux=on,signal=off{console_log}", "chardev:console",
                            "chardev=console", "user,id=net{forwards}", "virtio-rng-pci",
                            "file,id=status,path={status_argument}",
                            "virtserialport,chardev=status,name=the.port", "-no-reboot"}));
}

TEST(QemuTest, GivesTheGuestItsDisk) {
  EXPECT_THAT(shown_arguments("amd64", LaunchDisk{"vm.qcow2", "qcow2"}),
              IsSupersetOf({"if=none,id=root,discard=unmap,format=qcow2,file={disk_argument}"
                            "{disk_options}",
                            "virtio-blk-pci,drive=root"}));
  EXPECT_THAT(shown_arguments("amd64"), testing::Not(Contains("-drive")));
}

TEST(QemuTest, PlaysTheNetworkThatTheGuestIsIn) {
  LaunchPlan plan;
  plan.architecture = "amd64";
  plan.network = UserNetwork{"192.168.7.2", 24, "192.168.7.1", "192.168.7.3"};
  const std::vector<Argument> arguments = qemu_arguments(plan);
  const auto netdev = std::find(arguments.begin(), arguments.end(), Argument{{false, "-netdev"}});
  ASSERT_NE(netdev, arguments.end());
  EXPECT_EQ((netdev + 1)->front().text, "user,id=net" + netdev_options(*plan.network));
}

TEST(QemuTest, PutsTheConsoleOnTheSerialPort) {
  EXPECT_EQ(kernel_command_line(find_machine("amd64"), ""), "console=ttyS0 panic=-1 quiet");
  EXPECT_EQ(kernel_command_line(find_machine("arm64"), "init=/x y"),
            "console=ttyAMA0 panic=-1 quiet init=/x y");
}

TEST(QemuTest, WritesForwardsAsQemuReadsThem) {
  EXPECT_EQ(host_forward({"", 8080, 80, false}), "tcp::8080-:80");
  EXPECT_EQ(host_forward({"127.0.0.1", 53, 5353, true}), "udp:127.0.0.1:53-:5353");
}

}  // namespace
}  // namespace oci2boot
