// SPDX-License-Identifier: Apache-2.0
#include "src/boot/network/network_service.h"

#include <gmock/gmock.h>

#include "tests/boot/systems/systemd_tree.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const NetworkSetup kDefault = {NetworkKind::fixed, qemu_user_network()};
const NetworkSetup kTyped = {NetworkKind::fixed, {"192.0.2.9", 24, "192.0.2.1"}};
const NetworkSetup kLease = {NetworkKind::dhcp, {}};

class NetworkPlanTest : public testing::Test {
 protected:
  NetworkPlanTest() {
    plan.mode = BootMode::handover;
    plan.system = "systemd";
    add_systemd(tree);
  }

  void decide(const std::optional<NetworkSetup>& typed) {
    const BootMode mode = plan.mode;
    const std::string system = plan.system;
    plan = {};
    plan.mode = mode;
    plan.system = system;
    plan_network(typed, tree.root, plan);
  }
  void expect_pid1(const NetworkSetup& setup, const std::optional<NetworkSetup>& typed = {}) {
    decide(typed);
    EXPECT_EQ(plan.network, setup);
    EXPECT_EQ(plan.network_service, "");
  }
  /// `card`: empty where the service needs no name.
  void expect_ready(const std::string& service, const std::string& card) {
    decide({});
    EXPECT_EQ(plan.network.kind, NetworkKind::none);
    EXPECT_EQ(plan.network_service, service);
    EXPECT_EQ(plan.network_card, card);
    EXPECT_EQ(plan.image_network.kind, NetworkKind::none);
  }
  void expect_told(const std::string& service, const NetworkSetup& setup,
                   const std::optional<NetworkSetup>& typed = {}) {
    decide(typed);
    EXPECT_EQ(plan.network.kind, NetworkKind::none);
    EXPECT_EQ(plan.network_service, service);
    EXPECT_EQ(plan.network_card, "eth0");
    EXPECT_EQ(plan.image_network, setup);
  }

  TreeBuilder tree;
  BootPlan plan;
};

TEST_F(NetworkPlanTest, IsOursInAContainer) {
  plan.mode = BootMode::container;
  enable_unit(tree, "systemd-networkd.service");
  expect_pid1(kDefault);
  expect_pid1(kLease, kLease);
  expect_pid1({}, NetworkSetup{});
  EXPECT_THAT(plan.notes, IsEmpty());
}

TEST_F(NetworkPlanTest, IsOursWhereTheImageHasNoService) {
  expect_pid1(kDefault);
  expect_pid1(kTyped, kTyped);
  EXPECT_THAT(plan.notes, IsEmpty());
  expect_pid1(kLease, kLease);
  EXPECT_THAT(plan.notes, ElementsAre(HasSubstr("not renewed")));
}

TEST_F(NetworkPlanTest, IsNobodysWhenTheUserWantsNone) {
  enable_unit(tree, "systemd-networkd.service");
  expect_pid1({}, NetworkSetup{});
}

TEST_F(NetworkPlanTest, TellsAnEnabledNetworkdThatKnowsNoCard) {
  enable_unit(tree, "systemd-networkd.service");
  tree.file("/usr/lib/systemd/network/80-container-host0.network",
            "[Match]\nKind=veth\nName=host0\nVirtualization=container\n[Network]\nDHCP=yes\n");
  tree.file("/usr/lib/systemd/network/80-6rd.network", "[Match]\nName=6rd-*\n[Network]\nDHCP=no\n");
  expect_told("systemd-networkd", kLease);
  EXPECT_THAT(plan.notes, ElementsAre(HasSubstr("systemd-networkd brings up the network card")));
}

TEST_F(NetworkPlanTest, LeavesANetworkdThatKnowsTheCard) {
  enable_unit(tree, "systemd-networkd.service");
  const std::string file = "/etc/systemd/network/20-wired.network";
  for (const auto& [match, card] : std::vector<std::pair<std::string, std::string>>{
           {"Name=en*", ""},
           {"Name=e*", ""},
           {"Type=ether", ""},
           {"", ""},
           {"Name=eth*", "eth0"},
           {"Name=eth0", "eth0"},
           {"Name=wlan0 ens3", "ens3"},
           {"Name=!lo", ""},
           {"Name=en*\nVirtualization=!container", ""}}) {
    SCOPED_TRACE(match);
    tree.file(file, "# mine\n[Match]\n" + match + "\n\n[Network]\nDHCP=ipv4\n");
    expect_ready("systemd-networkd", card);
  }
  tree.file(file, "[Match]\nName=en*\n[Network]\nDNS=1.1.1.1\n[Address]\nAddress=10.0.2.15/24\n");
  expect_ready("systemd-networkd", "");
}

TEST_F(NetworkPlanTest, SeesThatAFileIsNotForThisCard) {
  enable_unit(tree, "systemd-networkd.service");
  for (const char* text :
       {"[Match]\nName=wl*\n[Network]\nDHCP=yes\n", "[Match]\nName=br0\n[Network]\nDHCP=yes\n",
        "[Match]\nMACAddress=52:54:00:12:34:56\n[Network]\nDHCP=yes\n",
        "[Match]\nName=en*\n[Network]\nDHCP=no\n", "[Match]\nKind=vlan\n[Network]\nDHCP=yes\n",
        "[Match]\nName=en*\n[Link]\nUnmanaged=yes\n[Network]\nDHCP=yes\n", "no sections", ""}) {
    SCOPED_TRACE(text);
    tree.file("/etc/systemd/network/20-wired.network", text);
    expect_told("systemd-networkd", kLease);
  }
}

TEST_F(NetworkPlanTest, LetsTheTypedNetworkWinOverTheImages) {
  enable_unit(tree, "systemd-networkd.service");
  tree.file("/etc/systemd/network/20-wired.network", "[Match]\nName=en*\n[Network]\nDHCP=yes\n");
  expect_told("systemd-networkd", kTyped, kTyped);
}

TEST_F(NetworkPlanTest, IsOursWhereNetworkdWouldWaitForUdev) {
  enable_unit(tree, "systemd-networkd.service");
  tree.file("/etc/systemd/network/20-wired.network", "[Match]\nName=en*\n[Network]\nDHCP=yes\n");
  tree.symlink("/usr/lib/systemd/systemd-udevd", "/gone");
  expect_pid1(kDefault);
}

TEST_F(NetworkPlanTest, ReadsNetplan) {
  tree.file("/usr/lib/systemd/system-generators/netplan");
  expect_pid1(kDefault);
  tree.file("/etc/netplan/01.yaml",
            "network:\n  version: 2\n  ethernets:\n    ens3:\n      dhcp4: true\n");
  expect_ready("systemd-networkd", "ens3");
  tree.file("/etc/netplan/01.yaml",
            "network:\n  ethernets:\n    all:\n      match: {name: \"e*\"}\n      dhcp4: true\n");
  expect_ready("systemd-networkd", "");
}

TEST_F(NetworkPlanTest, LeavesNetworkManagerUnlessItLeavesTheCard) {
  tree.file("/usr/lib/systemd/system/NetworkManager.service", "[Unit]\n");
  enable_unit(tree, "NetworkManager.service");
  expect_ready("NetworkManager", "");
  tree.file("/etc/NetworkManager/NetworkManager.conf", "[main]\nno-auto-default=*\n");
  expect_told("NetworkManager", kLease);
  tree.file("/etc/NetworkManager/NetworkManager.conf", "[main]\nplugins=keyfile\n");
  tree.file("/usr/lib/NetworkManager/conf.d/10-globally-managed-devices.conf", "[keyfile]\n");
  expect_told("NetworkManager", kLease);
}

class IfupdownPlanTest : public NetworkPlanTest {
 protected:
  IfupdownPlanTest() {
    tree.file("/usr/lib/systemd/system/networking.service", "[Unit]\n");
    enable_unit(tree, "networking.service");
  }
};

TEST_F(IfupdownPlanTest, LeavesItWhereItKnowsACard) {
  tree.program("/usr/sbin/dhclient");
  tree.file("/etc/network/interfaces",
            "auto lo\niface lo inet loopback\nauto ens5\niface ens5 inet dhcp\n");
  expect_ready("ifupdown", "ens5");
  tree.file("/etc/network/interfaces", "source /etc/network/interfaces.d/*\n");
  tree.file("/etc/network/interfaces.d/eth0",
            "allow-hotplug eth0\niface eth0 inet static\n  address 10.0.2.15/24\n");
  expect_ready("ifupdown", "eth0");
}

TEST_F(IfupdownPlanTest, TakesNoOtherInterfaceForTheCard) {
  tree.program("/usr/sbin/dhclient");
  tree.file("/etc/network/interfaces",
            "auto eth0.100\niface eth0.100 inet dhcp\nauto eth0:1\niface eth0:1 inet dhcp\n"
            "auto wlan0\niface wlan0 inet dhcp\nauto eth\"x\niface eth\"x inet dhcp\n"
            "auto enp0s31f6longer0\niface enp0s31f6longer0 inet dhcp\n");
  expect_told("ifupdown", kLease);
}

TEST_F(IfupdownPlanTest, TellsItWhereItKnowsNone) {
  tree.program("/usr/sbin/dhclient");
  tree.file("/etc/network/interfaces", "auto lo\niface lo inet loopback\n# auto eth0\n");
  expect_told("ifupdown", kLease);
  tree.file("/etc/network/interfaces", "iface eth0 inet dhcp\n");
  expect_told("ifupdown", kLease);
}

TEST_F(IfupdownPlanTest, GivesItAnAddressWhereTheImageHasNoDhcpClient) {
  tree.file("/etc/network/interfaces", "auto eth0\niface eth0 inet dhcp\n");
  expect_told("ifupdown", kDefault);
  expect_pid1(kLease, kLease);
}

TEST_F(IfupdownPlanTest, TakesNoMinutesForFilesOfAMebibyte) {
  std::string text = "auto";
  for (int i = 0; i < 200'000; ++i) text += " eth1";
  for (int i = 0; i < 3'000; ++i) text += "\niface a inet b";
  for (int i = 0; i < 10; ++i) {
    tree.file("/etc/network/interfaces.d/" + std::to_string(i), text);
  }
  expect_told("ifupdown", kDefault);
}

TEST_F(IfupdownPlanTest, CannotRenameACardWithoutUdev) {
  tree.symlink("/usr/lib/systemd/systemd-udevd", "/dev/null").program("/usr/sbin/dhclient");
  tree.file("/etc/network/interfaces", "auto ens5\niface ens5 inet dhcp\n");
  expect_told("ifupdown", kLease);
}

TEST_F(NetworkPlanTest, LeavesServicesThatTakeEveryCard) {
  plan.system = "openrc";
  tree.file("/etc/init.d/dhcpcd").symlink("/etc/runlevels/default/dhcpcd", "/etc/init.d/dhcpcd");
  expect_ready("dhcpcd", "");
  expect_told("dhcpcd", kTyped, kTyped);
  tree.symlink("/etc/runlevels/default/dhcpcd", "/gone").file("/etc/init.d/connman");
  tree.symlink("/etc/runlevels/default/connman", "/etc/init.d/connman");
  expect_ready("connman", "");
}

TEST_F(NetworkPlanTest, PrefersAServiceThatIsReady) {
  enable_unit(tree, "systemd-networkd.service");
  tree.file("/usr/lib/systemd/system/networking.service", "[Unit]\n");
  enable_unit(tree, "networking.service");
  tree.file("/etc/network/interfaces", "auto eth0\niface eth0 inet static\n");
  expect_ready("ifupdown", "eth0");
}

}  // namespace
}  // namespace oci2boot
