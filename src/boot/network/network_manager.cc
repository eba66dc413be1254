// SPDX-License-Identifier: Apache-2.0
// NetworkManager gives every Ethernet card a lease by itself, unless it is told not to
// (NetworkManager.conf(5): no-auto-default; Ubuntu's 10-globally-managed-devices.conf).
#include <array>

#include "src/boot/network/ini_text.h"
#include "src/boot/network/services.h"
#include "src/boot/systems/service.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

constexpr std::string_view kConnection =
    "/etc/NetworkManager/system-connections/oci2boot.nmconnection";
constexpr std::string_view kUbuntuName = "10-globally-managed-devices.conf";

bool leaves_cards_alone(std::string_view text) {
  bool leaves = false;
  each_assignment(text, [&](const IniLine& line) {
    const bool is_all = line.value.find('*') != std::string_view::npos;
    leaves |= line.key == "no-auto-default" && is_all;
  });
  return leaves;
}

/// Ubuntu's file leaves all cards but wireless ones to netplan; one of that name in /etc hides it.
bool has_ubuntus_rule(const RootFilesystem& root) {
  const std::string name(kUbuntuName);
  return root.tree.lookup("/usr/lib/NetworkManager/conf.d/" + name) &&
         !root.tree.lookup_no_follow("/etc/NetworkManager/conf.d/" + name);
}

bool is_enabled(const RootFilesystem& root, std::string_view system) {
  for (const std::string_view name : {"NetworkManager", "network-manager", "networkmanager"}) {
    if (is_service_enabled(root, system, name)) return true;
  }
  return false;
}

std::optional<CardSetup> setup(const RootFilesystem& root) {
  if (has_ubuntus_rule(root)) return std::nullopt;
  const auto text = file_text(root, "/etc/NetworkManager/NetworkManager.conf");
  if (text && leaves_cards_alone(*text)) return std::nullopt;
  return CardSetup{};
}

bool can_lease(const RootFilesystem& /*root*/) {
  return true;
}

std::string with_ends(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += value + ";";
  return text;
}

/// nm-settings-keyfile(5). A keyfile with passwords in it must be root's alone, and NetworkManager
/// asks that of all.
std::string connection_text(const BootPlan& plan) {
  const StaticNetwork& fixed = plan.image_network.address;
  std::string text =
      "[connection]\nid=oci2boot\ntype=ethernet\nautoconnect-priority=100\n\n[ipv4]\n";
  if (plan.image_network.kind == NetworkKind::fixed) {
    text += "method=manual\naddress1=" + fixed.address + "/" + std::to_string(fixed.prefix);
    if (!fixed.gateway.empty()) text += "," + fixed.gateway;
    text += "\n";
  } else {
    text += "method=auto\n";
    if (plan.nameservers_typed) text += "ignore-auto-dns=true\n";
  }
  std::vector<std::string> servers;
  for (const std::string& server : plan.nameservers) {
    if (server.find(':') == std::string::npos) servers.push_back(server);
  }
  if (plan.image_network.kind == NetworkKind::fixed || plan.nameservers_typed) {
    text += "dns=" + with_ends(servers) + "\n";
  }
  if (!plan.dns_search.empty()) text += "dns-search=" + with_ends(plan.dns_search) + "\n";
  return text + "\n[ipv6]\nmethod=auto\n";
}

PatchChanges configure(PatchContext& context) {
  PatchChanges changes;
  if (put_text(context.root, kConnection, connection_text(context.plan), context.time)) {
    FileTree& tree = context.root.tree;
    const InodeId file = *tree.lookup_no_follow(kConnection);
    Metadata metadata = tree.metadata(file);
    metadata.permissions = 0600;
    tree.set_metadata(file, metadata);
    changes.push_back("wrote " + std::string(kConnection));
  }
  if (!has_ubuntus_rule(context.root)) return changes;
  const std::string hides = "/etc/NetworkManager/conf.d/" + std::string(kUbuntuName);
  if (put_text(context.root, hides, "", context.time)) changes.push_back("wrote " + hides);
  return changes;
}

}  // namespace

const NetworkService kNetworkManager = {"NetworkManager", is_enabled, setup, can_lease, configure};

}  // namespace oci2boot
