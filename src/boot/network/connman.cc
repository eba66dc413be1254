// SPDX-License-Identifier: Apache-2.0
// connman asks for a lease for every Ethernet card: connman-service.config(5).
#include "src/boot/network/services.h"
#include "src/boot/systems/service.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

bool is_enabled(const RootFilesystem& root, std::string_view system) {
  return is_service_enabled(root, system, "connman");
}

std::optional<CardSetup> setup(const RootFilesystem& /*root*/) {
  return CardSetup{};
}

bool can_lease(const RootFilesystem& /*root*/) {
  return true;
}

PatchChanges configure(PatchContext& context) {
  constexpr std::string_view kFile = "/var/lib/connman/oci2boot.config";
  const BootPlan& plan = context.plan;
  if (plan.image_network.kind != NetworkKind::fixed) return {};
  const StaticNetwork& fixed = plan.image_network.address;
  std::string text = "[service_oci2boot]\nType=ethernet\nIPv4=" + fixed.address + "/" +
                     std::to_string(fixed.prefix);
  if (!fixed.gateway.empty()) text += "/" + fixed.gateway;
  text += "\nNameservers=";
  for (const std::string& server : plan.nameservers) text += server + ",";
  text.back() = '\n';
  if (!put_text(context.root, kFile, text, context.time)) return {};
  return {"wrote " + std::string(kFile)};
}

}  // namespace

const NetworkService kConnman = {"connman", is_enabled, setup, can_lease, configure};

}  // namespace oci2boot
