// SPDX-License-Identifier: Apache-2.0
// What in an image brings up its network when its own init is PID 1. Where there is such a service,
// ours leaves the card to it: two that configure one card fail on each other's addresses.
//
// A container image often has a service that is enabled and knows no card, because the engine did
// all that; the patch `network` then tells it. One file for each service.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "src/boot/patch.h"

namespace oci2boot {

/// How a service knows the first Ethernet card already.
struct CardSetup {
  std::string card;  ///< the only name that it knows it by ("eth0"); empty: any
};

struct NetworkService {
  std::string_view name;  ///< "systemd-networkd"
  /// Whether the init system InitSystem::name starts it.
  bool (*is_enabled)(const RootFilesystem& root, std::string_view system);
  /// Nothing when it would leave the first Ethernet card alone, or fail on it.
  std::optional<CardSetup> (*setup)(const RootFilesystem& root);
  /// Whether it can ask for a lease.
  bool (*can_lease)(const RootFilesystem& root);
  /// Tells it BootPlan::image_network, of the kind fixed or dhcp, so that nothing else counts.
  PatchChanges (*configure)(PatchContext& context);
};

/// Decides BootPlan::network, network_service, network_card and image_network of a plan whose mode,
/// system and name servers are known. `typed`: --network.
void plan_network(const std::optional<NetworkSetup>& typed, const RootFilesystem& root,
                  BootPlan& plan);

/// By NetworkService::name; null for any other.
const NetworkService* find_network_service(std::string_view name);

/// Whether it can be the name of an Ethernet card itself ("eth0", "enp0s3"), not of a VLAN, a
/// bridge or another kind of card.
bool is_card_name(std::string_view name);

/// Whether the image's udev gives network cards names of its own. Without it the first is eth0.
bool has_udev(const RootFilesystem& root);

}  // namespace oci2boot
