// SPDX-License-Identifier: Apache-2.0
#include "src/boot/network/network_service.h"

#include <array>

#include "src/boot/network/services.h"
#include "src/boot/systems/programs.h"

namespace oci2boot {

namespace {

constexpr std::array<const NetworkService*, 5> kServices = {&kNetworkd, &kNetworkManager,
                                                            &kIfupdown, &kDhcpcd, &kConnman};

/// As the kernel calls it.
constexpr std::string_view kFirstCard = "eth0";

/// What a service does with the card as the image is; nothing also where the card can never have
/// the name that the service looks for.
std::optional<CardSetup> working_setup(const NetworkService& service, const RootFilesystem& root) {
  std::optional<CardSetup> setup = service.setup(root);
  const bool is_named = setup && !setup->card.empty() && setup->card != kFirstCard;
  if (is_named && !has_udev(root)) return std::nullopt;
  return setup;
}

struct Choice {
  const NetworkService* service = nullptr;  ///< null: none is enabled
  std::optional<CardSetup> setup;
};

/// The first enabled service that is ready, else the first that is enabled.
Choice choose_service(const RootFilesystem& root, std::string_view system) {
  Choice choice;
  for (const NetworkService* service : kServices) {
    if (!service->is_enabled(root, system)) continue;
    std::optional<CardSetup> setup = working_setup(*service, root);
    if (setup) return {service, std::move(setup)};
    if (choice.service == nullptr) choice.service = service;
  }
  return choice;
}

/// What a service that knows nothing is told: it asks for a lease, which QEMU's user networking
/// gives as well as any other network.
std::optional<NetworkSetup> setup_for(const NetworkService& service, const RootFilesystem& root,
                                      const std::optional<NetworkSetup>& typed) {
  const NetworkKind wanted = typed ? typed->kind : NetworkKind::dhcp;
  if (wanted != NetworkKind::dhcp || service.can_lease(root)) {
    return typed.value_or(NetworkSetup{NetworkKind::dhcp, {}});
  }
  if (typed) return std::nullopt;
  return NetworkSetup{NetworkKind::fixed, qemu_user_network()};
}

void plan_pid1(const NetworkSetup& setup, BootPlan& plan) {
  plan.network = setup;
  if (plan.mode == BootMode::container || setup.kind != NetworkKind::dhcp) return;
  plan.notes.emplace_back(
      "the image's init brings up no network: the lease is taken once, before it starts, and not "
      "renewed");
}

}  // namespace

bool has_udev(const RootFilesystem& root) {
  for (const std::string_view path :
       {"/usr/lib/systemd/systemd-udevd", "/lib/systemd/systemd-udevd", "/lib/udev/udevd"}) {
    if (is_program(root, path)) return true;
  }
  return system_program(root, "udevd").has_value();
}

bool is_card_name(std::string_view name) {
  constexpr std::size_t kLongest = 15;  // IFNAMSIZ without the NUL
  constexpr std::string_view kCharacters = "abcdefghijklmnopqrstuvwxyz0123456789";
  return (name.starts_with("en") || name.starts_with("eth")) && name.size() <= kLongest &&
         name.find_first_not_of(kCharacters) == std::string_view::npos;
}

const NetworkService* find_network_service(std::string_view name) {
  for (const NetworkService* service : kServices) {
    if (service->name == name) return service;
  }
  return nullptr;
}

void plan_network(const std::optional<NetworkSetup>& typed, const RootFilesystem& root,
                  BootPlan& plan) {
  const NetworkSetup own = typed.value_or(NetworkSetup{NetworkKind::fixed, qemu_user_network()});
  if (plan.mode == BootMode::container || own.kind == NetworkKind::none) {
    return plan_pid1(own, plan);
  }
  const Choice choice = choose_service(root, plan.system);
  if (choice.service == nullptr) return plan_pid1(own, plan);
  const std::string name(choice.service->name);
  if (choice.setup && !typed) {
    plan.network_service = name;
    plan.network_card = choice.setup->card;
    plan.notes.push_back("the image's " + name + " brings up the network card");
    return;
  }
  const std::optional<NetworkSetup> told = setup_for(*choice.service, root, typed);
  if (!told) return plan_pid1(own, plan);
  plan.network_service = name;
  plan.network_card = kFirstCard;
  plan.image_network = *told;
  plan.notes.push_back("the image's " + name +
                       " brings up the network card, as the patch network " + "tells it");
}

}  // namespace oci2boot
