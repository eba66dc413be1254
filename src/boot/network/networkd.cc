// SPDX-License-Identifier: Apache-2.0
// systemd-networkd: systemd.network(5). netplan's generator makes its files at boot from
// /etc/netplan, and starts it (netplan-generate(8)).
#include <fnmatch.h>

#include <algorithm>
#include <array>

#include "src/boot/network/ini_text.h"
#include "src/boot/network/services.h"
#include "src/boot/systems/service.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

constexpr std::array<std::string_view, 4> kFolders = {
    "/etc/systemd/network", "/usr/local/lib/systemd/network", "/usr/lib/systemd/network",
    "/lib/systemd/network"};
/// Before netplan's 10-netplan-NAME.network: the first file that matches counts.
constexpr std::string_view kOwnFile = "/etc/systemd/network/05-oci2boot.network";

bool matches(std::string_view pattern, const char* name) {
  return fnmatch(std::string(pattern).c_str(), name, 0) == 0;
}

std::string_view take_word(std::string_view& words) {
  constexpr std::string_view kBlanks = " \t";
  words.remove_prefix(std::min(words.size(), words.find_first_not_of(kBlanks)));
  const std::string_view word = words.substr(0, words.find_first_of(kBlanks));
  words.remove_prefix(word.size());
  return word;
}

/// The names by which Name= knows a card of QEMU's; nothing when it means other ones. udev calls it
/// by its slot, which depends on the machine: such a name is given to it.
std::optional<CardSetup> setup_by_name(std::string_view names) {
  if (names.starts_with('!')) return CardSetup{};
  for (std::string_view word = take_word(names); !word.empty(); word = take_word(names)) {
    if (word.find_first_of("*?[") == std::string_view::npos) {
      if (is_card_name(word)) return CardSetup{std::string(word)};
    } else if (matches(word, "enp0s2")) {
      return CardSetup{};
    } else if (matches(word, "eth0")) {
      return CardSetup{"eth0"};
    }
  }
  return std::nullopt;
}

bool has_word(std::string_view words, std::string_view wanted) {
  for (std::string_view word = take_word(words); !word.empty(); word = take_word(words)) {
    if (word == wanted) return true;
  }
  return false;
}

/// Whether one line of [Match] holds for a virtio card in a virtual machine. A key that is not
/// known here might not.
bool holds(const IniLine& line) {
  if (line.key == "Type") return has_word(line.value, "ether");
  if (line.key == "Kind") return line.value.starts_with('!');
  if (line.key == "Driver") return matches(line.value, "virtio_net");
  if (line.key == "Virtualization") {
    return line.value == "yes" || line.value == "vm" || line.value == "kvm" ||
           line.value == "!container";
  }
  return line.value.empty();
}

/// What the text of one .network file does for the card.
std::optional<CardSetup> read_network(std::string_view text) {
  std::optional<CardSetup> setup = CardSetup{};
  bool gives_address = false;
  each_assignment(text, [&](const IniLine& line) {
    if (line.section == "Match" && line.key == "Name") {
      if (setup) setup = setup_by_name(line.value);
    } else if (line.section == "Match") {
      if (!holds(line)) setup.reset();
    } else if (line.key == "DHCP") {
      gives_address |= line.value != "no" && line.value != "ipv6" && line.value != "false";
    } else if (line.key == "Address") {
      gives_address |= !line.value.empty();
    } else if (line.key == "Unmanaged" && line.value == "yes") {
      setup.reset();
    }
  });
  return gives_address ? setup : std::nullopt;
}

std::optional<std::string> text_through_links(const RootFilesystem& root, InodeId inode) {
  constexpr std::uint64_t kLimit = 1U << 16;
  if (root.tree.type(inode) != FileType::regular || root.tree.size(inode) > kLimit) {
    return std::nullopt;
  }
  return read_file(root, inode, kLimit);
}

/// Calls `visit` with the text of every file in the folder whose name ends so, until it returns
/// something.
template <typename Visit>
std::optional<CardSetup> first_setup(const RootFilesystem& root, std::string_view folder,
                                     std::string_view ending, Visit visit) {
  for (const FileTree::Child& child : folder_entries(root.tree, folder)) {
    if (!child.name.ends_with(ending)) continue;
    const auto file = root.tree.lookup(std::string(folder).append("/").append(child.name));
    const auto text = file ? text_through_links(root, *file) : std::nullopt;
    if (!text) continue;
    if (std::optional<CardSetup> setup = visit(std::string_view(*text))) return setup;
  }
  return std::nullopt;
}

bool has_netplan(const RootFilesystem& root) {
  for (const std::string_view path :
       {"/usr/lib/systemd/system-generators/netplan", "/lib/systemd/system-generators/netplan"}) {
    if (root.tree.lookup(path)) return true;
  }
  return false;
}

/// netplan-yaml(5), as far as it takes: the first name below `ethernets:`, which means the card
/// itself unless it has a `match:`.
std::optional<CardSetup> read_netplan(std::string_view text) {
  const std::size_t start = text.find("ethernets:");
  if (start == std::string_view::npos) return std::nullopt;
  if (text.find("renderer: NetworkManager") != std::string_view::npos) return std::nullopt;
  std::string_view rest = text.substr(start);
  rest.remove_prefix(std::min(rest.size(), rest.find('\n')));
  if (rest.find("dhcp4:") == std::string_view::npos &&
      rest.find("addresses:") == std::string_view::npos) {
    return std::nullopt;
  }
  if (rest.find("match:") != std::string_view::npos) return CardSetup{};
  const std::size_t name = rest.find_first_not_of(" \t\r\n\"'");
  if (name == std::string_view::npos) return std::nullopt;
  rest.remove_prefix(name);
  return setup_by_name(rest.substr(0, rest.find_first_of(":\"' \n")));
}

/// On a machine it waits for udev to have seen a card (networkd-link.c), for ever without one.
bool is_enabled(const RootFilesystem& root, std::string_view system) {
  if (system != "systemd" || !has_udev(root)) return false;
  if (is_service_enabled(root, system, "systemd-networkd")) return true;
  return has_netplan(root) && first_setup(root, "/etc/netplan", ".yaml", read_netplan).has_value();
}

std::optional<CardSetup> setup(const RootFilesystem& root) {
  if (has_netplan(root)) {
    if (auto found = first_setup(root, "/etc/netplan", ".yaml", read_netplan)) return found;
  }
  for (const std::string_view folder : kFolders) {
    if (auto found = first_setup(root, folder, ".network", read_network)) return found;
  }
  return std::nullopt;
}

bool can_lease(const RootFilesystem& /*root*/) {
  return true;
}

/// [DHCP] and not [DHCPv4], which came with systemd 243; all know the first.
PatchChanges configure(PatchContext& context) {
  const BootPlan& plan = context.plan;
  const StaticNetwork& fixed = plan.image_network.address;
  const bool is_fixed = plan.image_network.kind == NetworkKind::fixed;
  std::string text = "[Match]\nName=" + plan.network_card + "\n\n[Network]\n";
  if (is_fixed) {
    text += "Address=" + fixed.address + "/" + std::to_string(fixed.prefix) + "\n";
    if (!fixed.gateway.empty()) text += "Gateway=" + fixed.gateway + "\n";
  } else {
    text += "DHCP=yes\n";
  }
  if (is_fixed || plan.nameservers_typed) {
    for (const std::string& server : plan.nameservers) text += "DNS=" + server + "\n";
  }
  for (const std::string& domain : plan.dns_search) text += "Domains=" + domain + "\n";
  if (!is_fixed && plan.nameservers_typed) text += "\n[DHCP]\nUseDNS=no\n";
  if (!put_text(context.root, kOwnFile, text, context.time)) return {};
  return {"wrote " + std::string(kOwnFile)};
}

}  // namespace

const NetworkService kNetworkd = {"systemd-networkd", is_enabled, setup, can_lease, configure};

}  // namespace oci2boot
