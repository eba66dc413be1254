// SPDX-License-Identifier: Apache-2.0
#include "tests/boot/patches/patch_runner.h"
#include "tests/boot/systems/systemd_tree.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class NetworkPatch : public PatchTest {
 protected:
  NetworkPatch() {
    plan.mode = BootMode::handover;
    plan.system = "systemd";
    add_systemd(tree);
  }
  void tell(const std::string& service, NetworkKind kind) {
    plan.network_service = service;
    plan.network_card = "eth0";
    plan.image_network = {kind, {"192.0.2.9", 24, "192.0.2.1"}};
  }
  const std::string rule = "/etc/udev/rules.d/70-oci2boot-network.rules";
};

TEST_F(NetworkPatch, DoesNothingWhereTheImageHasNoService) {
  EXPECT_THAT(apply(patch_network), IsEmpty());
}

TEST_F(NetworkPatch, OnlyNamesTheCardForAServiceThatIsReady) {
  plan.network_service = "systemd-networkd";
  EXPECT_THAT(apply(patch_network), IsEmpty());
  plan.network_card = "ens5";
  EXPECT_THAT(apply(patch_network), ElementsAre("named the first network card ens5"));
  EXPECT_EQ(tree.at(rule),
            "SUBSYSTEM==\"net\", ACTION==\"add\", KERNEL==\"eth0\", NAME=\"ens5\"\n");
}

TEST_F(NetworkPatch, TellsNetworkd) {
  const std::string file = "/etc/systemd/network/05-oci2boot.network";
  tell("systemd-networkd", NetworkKind::dhcp);
  EXPECT_THAT(apply(patch_network),
              ElementsAre("wrote " + file, "named the first network card eth0"));
  EXPECT_EQ(tree.at(file), "[Match]\nName=eth0\n\n[Network]\nDHCP=yes\n");
  EXPECT_THAT(apply(patch_network), IsEmpty());
  plan.nameservers_typed = true;
  plan.dns_search = {"example.org"};
  apply(patch_network);
  EXPECT_EQ(tree.at(file),
            "[Match]\nName=eth0\n\n[Network]\nDHCP=yes\nDNS=10.0.2.3\nDomains=example.org\n\n"
            "[DHCP]\nUseDNS=no\n");
  tell("systemd-networkd", NetworkKind::fixed);
  apply(patch_network);
  EXPECT_THAT(tree.at(file), HasSubstr("Address=192.0.2.9/24\nGateway=192.0.2.1\nDNS=10.0.2.3\n"));
}

TEST_F(NetworkPatch, TellsIfupdownAndNothingElseCounts) {
  tree.file("/etc/network/interfaces",
            "source /etc/network/interfaces.d/*\nauto lo eth0\niface lo inet loopback\n"
            "iface eth0 inet dhcp\n\thostname x\niface br0 inet manual\n");
  tree.file("/etc/network/interfaces.d/wired", "allow-hotplug ens3\niface ens3 inet dhcp");
  tell("ifupdown", NetworkKind::fixed);
  EXPECT_THAT(apply(patch_network), ElementsAre("edited /etc/network/interfaces",
                                                "edited /etc/network/interfaces.d/wired",
                                                "named the first network card eth0"));
  EXPECT_EQ(tree.at("/etc/network/interfaces"),
            "source /etc/network/interfaces.d/*\nauto lo\niface lo inet loopback\n"
            "# by oci2boot: iface eth0 inet dhcp\n# by oci2boot: \thostname x\n"
            "iface br0 inet manual\n"
            "\nauto eth0\niface eth0 inet static\n\taddress 192.0.2.9/24\n\tgateway 192.0.2.1\n");
  EXPECT_EQ(tree.at("/etc/network/interfaces.d/wired"),
            "# by oci2boot: allow-hotplug ens3\n# by oci2boot: iface ens3 inet dhcp\n");
}

TEST_F(NetworkPatch, MakesInterfacesWhereThereAreNone) {
  tell("ifupdown", NetworkKind::dhcp);
  apply(patch_network);
  EXPECT_EQ(tree.at("/etc/network/interfaces"),
            "auto lo\niface lo inet loopback\n\nauto eth0\niface eth0 inet dhcp\n");
}

TEST_F(NetworkPatch, TellsNetworkManagerInAFileOfRootsAlone) {
  const std::string file = "/etc/NetworkManager/system-connections/oci2boot.nmconnection";
  tree.file("/usr/lib/NetworkManager/conf.d/10-globally-managed-devices.conf", "[keyfile]\n");
  tell("NetworkManager", NetworkKind::fixed);
  apply(patch_network);
  EXPECT_THAT(tree.at(file),
              HasSubstr("[ipv4]\nmethod=manual\naddress1=192.0.2.9/24,192.0.2.1\ndns=10.0.2.3;\n"));
  EXPECT_EQ(tree.metadata(file).permissions, 0600);
  EXPECT_EQ(tree.at("/etc/NetworkManager/conf.d/10-globally-managed-devices.conf"), "");
  tell("NetworkManager", NetworkKind::dhcp);
  apply(patch_network);
  EXPECT_THAT(tree.at(file), HasSubstr("[ipv4]\nmethod=auto\n\n"));
}

TEST_F(NetworkPatch, TellsDhcpcdAndConnmanAFixedAddress) {
  tree.file("/etc/dhcpcd.conf", "hostname");
  tell("dhcpcd", NetworkKind::fixed);
  apply(patch_network);
  EXPECT_EQ(tree.at("/etc/dhcpcd.conf"),
            "hostname\n\ninterface eth0\nstatic ip_address=192.0.2.9/24\n"
            "static routers=192.0.2.1\nstatic domain_name_servers=10.0.2.3\n");
  tell("connman", NetworkKind::fixed);
  apply(patch_network);
  EXPECT_EQ(tree.at("/var/lib/connman/oci2boot.config"),
            "[service_oci2boot]\nType=ethernet\nIPv4=192.0.2.9/24/192.0.2.1\n"
            "Nameservers=10.0.2.3\n");
}

TEST_F(NetworkPatch, LetsNothingWaitForACardThatIsNotNetworkds) {
  const std::string unit = "systemd-networkd-wait-online.service";
  enable_unit(tree, unit, "network-online.target");
  plan.network_service = "systemd-networkd";
  EXPECT_THAT(apply(patch_network), IsEmpty());
  plan.network_service = "";
  EXPECT_THAT(apply(patch_network), ElementsAre("masked " + unit));
  EXPECT_EQ(tree.at("/etc/systemd/system/" + unit), "-> /dev/null");
}

TEST_F(NetworkPatch, CopesWithFoldersWhereFilesAreExpected) {
  tree.file("/etc/network/interfaces/x").file("/etc/network/interfaces.d");
  tree.file("/etc/systemd/network/05-oci2boot.network/x").file("/etc/dhcpcd.conf/x");
  tree.directory("/etc/NetworkManager/system-connections/oci2boot.nmconnection");
  tree.symlink(rule, "/loop");
  for (const char* service : {"ifupdown", "systemd-networkd", "dhcpcd", "NetworkManager"}) {
    tell(service, NetworkKind::fixed);
    EXPECT_NO_THROW(apply(patch_network)) << service;
  }
  EXPECT_EQ(tree.at("/etc/network/interfaces"), "(directory)");
}

}  // namespace
}  // namespace oci2boot
