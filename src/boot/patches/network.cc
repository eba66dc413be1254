// SPDX-License-Identifier: Apache-2.0
// Tells the image's own network service what the card is to have, and gives the card the name that
// the service knows it by. udev would call it by its slot (systemd.net-naming-scheme(7)), which no
// container image can know: in a container it is eth0. Where the service is told by us, it is eth0
// here as well.
#include "src/boot/network/network_service.h"
#include "src/boot/patches/patches.h"
#include "src/boot/systems/systemd_units.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

/// A rule, and no .link file, which eudev does not read. It comes before those that give names
/// where NAME is still empty (80-net-setup-link.rules, 80-net-name-slot.rules).
void name_card(PatchContext& context, PatchChanges& changes) {
  constexpr std::string_view kRule = "/etc/udev/rules.d/70-oci2boot-network.rules";
  const std::string& card = context.plan.network_card;
  if (card.empty() || !has_udev(context.root)) return;
  const std::string text =
      R"(SUBSYSTEM=="net", ACTION=="add", KERNEL=="eth0", NAME=")" + card + "\"\n";
  if (put_text(context.root, kRule, text, context.time)) {
    changes.push_back("named the first network card " + card);
  }
}

/// It waits two minutes for a card of networkd's, and fails where another has it.
void stop_waiting(PatchContext& context, PatchChanges& changes) {
  constexpr std::string_view kUnit = "systemd-networkd-wait-online.service";
  if (context.plan.system != "systemd" || context.plan.network_service == "systemd-networkd" ||
      !is_unit_enabled(context.root, kUnit)) {
    return;
  }
  if (mask_unit(context.root, kUnit, context.time)) {
    changes.push_back("masked " + std::string(kUnit));
  }
}

}  // namespace

PatchChanges patch_network(PatchContext& context) {
  PatchChanges changes;
  const NetworkService* service = find_network_service(context.plan.network_service);
  if (service != nullptr) {
    if (context.plan.image_network.kind != NetworkKind::none) changes = service->configure(context);
    name_card(context, changes);
  }
  stop_waiting(context, changes);
  return changes;
}

}  // namespace oci2boot
