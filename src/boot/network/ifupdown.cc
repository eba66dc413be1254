// SPDX-License-Identifier: Apache-2.0
// ifupdown, Debian's and busybox's: interfaces(5). Its dhcp method runs a client of the image's
// (the list is that of ifupdown's inet.defn and of busybox's ifupdown.c); without one the service
// fails.
#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <vector>

#include "src/boot/network/services.h"
#include "src/boot/systems/programs.h"
#include "src/boot/systems/service.h"
#include "src/boot/text_lines.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

constexpr std::string_view kFile = "/etc/network/interfaces";
constexpr std::string_view kFolder = "/etc/network/interfaces.d";
constexpr std::string_view kMark = "# by oci2boot: ";

std::vector<std::string_view> words_of(std::string_view line) {
  constexpr std::string_view kBlanks = " \t\r";
  std::vector<std::string_view> words;
  while (true) {
    line.remove_prefix(std::min(line.size(), line.find_first_not_of(kBlanks)));
    if (line.empty() || line.front() == '#') return words;
    words.push_back(line.substr(0, line.find_first_of(kBlanks)));
    line.remove_prefix(words.back().size());
  }
}

/// What one file says about cards.
struct Stanzas {
  std::vector<std::string> started;        ///< auto, allow-hotplug
  std::map<std::string, bool> interfaces;  ///< those of inet, and whether they ask for a lease
};

void read_stanzas(std::string_view text, Stanzas& stanzas) {
  for (const std::string_view line : text_lines(text)) {
    const std::vector<std::string_view> words = words_of(line);
    if (words.size() < 2) continue;
    if (words[0] == "auto" || words[0] == "allow-hotplug" || words[0] == "allow-auto") {
      stanzas.started.insert(stanzas.started.end(), words.begin() + 1, words.end());
    } else if (words[0] == "iface" && words.size() >= 4 && words[2] == "inet") {
      stanzas.interfaces[std::string(words[1])] |= words[3] == "dhcp";
    }
  }
}

/// The main file and those that Debian's sources.
std::vector<std::string> interface_files(const RootFilesystem& root) {
  std::vector<std::string> files{std::string(kFile)};
  for (const FileTree::Child& child : folder_entries(root.tree, kFolder)) {
    files.push_back(std::string(kFolder).append("/").append(child.name));
  }
  return files;
}

bool can_lease(const RootFilesystem& root) {
  constexpr std::array<std::string_view, 4> kClients = {"dhclient", "dhcpcd", "udhcpc", "pump"};
  return std::any_of(kClients.begin(), kClients.end(), [&](std::string_view client) {
    return system_program(root, client).has_value();
  });
}

bool is_enabled(const RootFilesystem& root, std::string_view system) {
  return is_service_enabled(root, system, "networking");
}

std::optional<CardSetup> setup(const RootFilesystem& root) {
  Stanzas stanzas;
  for (const std::string& file : interface_files(root)) {
    if (const auto text = file_text(root, file)) read_stanzas(*text, stanzas);
  }
  const bool has_client = can_lease(root);
  std::optional<CardSetup> found;
  for (const std::string& name : stanzas.started) {
    const auto interface = stanzas.interfaces.find(name);
    if (interface == stanzas.interfaces.end() || !is_card_name(name)) continue;
    // One that fails makes the whole service fail.
    if (interface->second && !has_client) return std::nullopt;
    if (!found) found = CardSetup{name};
  }
  return found;
}

/// A line that starts interfaces, without the cards; empty when it starts nothing else.
std::string without_cards(const std::vector<std::string_view>& words) {
  std::string line(words.front());
  for (const std::string_view word : std::span(words).subspan(1)) {
    if (!is_card_name(word)) line.append(" ").append(word);
  }
  return line.size() == words.front().size() ? std::string() : line;
}

/// Makes comments of what the file says about cards: stanzas, and the lines that start them.
std::string without_cards(std::string_view text) {
  std::string result;
  bool is_in_card = false;
  for (const std::string_view line : text_lines(text)) {
    const std::vector<std::string_view> words = words_of(line);
    const std::string_view first = words.empty() ? std::string_view() : words[0];
    const bool starts = first == "auto" || first.starts_with("allow-");
    if (starts || first == "iface" || first == "mapping" || first.starts_with("source")) {
      is_in_card =
          !first.starts_with("source") && std::any_of(words.begin() + 1, words.end(), is_card_name);
    }
    const std::string rest = starts && is_in_card ? without_cards(words) : std::string();
    if (!rest.empty()) {
      result += rest;
    } else {
      if (is_in_card && !words.empty()) result += kMark;
      result += line;
    }
    result += '\n';
  }
  return result;
}

std::string own_stanza(const BootPlan& plan) {
  const StaticNetwork& fixed = plan.image_network.address;
  std::string text = "\nauto " + plan.network_card + "\niface " + plan.network_card + " inet ";
  if (plan.image_network.kind == NetworkKind::dhcp) return text + "dhcp\n";
  text += "static\n\taddress " + fixed.address + "/" + std::to_string(fixed.prefix) + "\n";
  if (!fixed.gateway.empty()) text += "\tgateway " + fixed.gateway + "\n";
  return text;
}

PatchChanges configure(PatchContext& context) {
  PatchChanges changes;
  for (const std::string& file : interface_files(context.root)) {
    const bool is_main = file == kFile;
    std::optional<std::string> text = file_text(context.root, file);
    if (!text && (!is_main || is_too_large(context.root, file))) continue;
    if (!text) text = "auto lo\niface lo inet loopback\n";
    std::string edited = without_cards(*text);
    if (is_main) edited += own_stanza(context.plan);
    if (put_text(context.root, file, edited, context.time)) changes.push_back("edited " + file);
  }
  return changes;
}

}  // namespace

const NetworkService kIfupdown = {"ifupdown", is_enabled, setup, can_lease, configure};

}  // namespace oci2boot
