// SPDX-License-Identifier: Apache-2.0
// dhcpcd as a service asks for a lease for every card: dhcpcd.conf(5).
#include "src/boot/network/services.h"
#include "src/boot/systems/service.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

bool is_enabled(const RootFilesystem& root, std::string_view system) {
  return is_service_enabled(root, system, "dhcpcd");
}

std::optional<CardSetup> setup(const RootFilesystem& /*root*/) {
  return CardSetup{};
}

bool can_lease(const RootFilesystem& /*root*/) {
  return true;
}

PatchChanges configure(PatchContext& context) {
  constexpr std::string_view kFile = "/etc/dhcpcd.conf";
  const BootPlan& plan = context.plan;
  if (plan.image_network.kind != NetworkKind::fixed || is_too_large(context.root, kFile)) return {};
  const StaticNetwork& fixed = plan.image_network.address;
  std::string text = file_text(context.root, kFile).value_or("");
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  text += "\ninterface " + plan.network_card + "\nstatic ip_address=" + fixed.address + "/" +
          std::to_string(fixed.prefix) + "\n";
  if (!fixed.gateway.empty()) text += "static routers=" + fixed.gateway + "\n";
  text += "static domain_name_servers=";
  for (const std::string& server : plan.nameservers) text += server + " ";
  text.back() = '\n';
  if (!put_text(context.root, kFile, text, context.time)) return {};
  return {"edited " + std::string(kFile)};
}

}  // namespace

const NetworkService kDhcpcd = {"dhcpcd", is_enabled, setup, can_lease, configure};

}  // namespace oci2boot
