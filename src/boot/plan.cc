// SPDX-License-Identifier: Apache-2.0
#include "src/boot/plan.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "oci2boot/error.h"
#include "src/boot/command.h"
#include "src/boot/environment.h"
#include "src/boot/hostname.h"
#include "src/boot/identity/plan_identity.h"
#include "src/boot/init_choice.h"
#include "src/boot/network/network_service.h"
#include "src/boot/stop_signal.h"
#include "src/boot/systems/init_system.h"

namespace oci2boot {

namespace {

std::string plan_workdir(const ImageConfig& config, const BootOptions& options,
                         std::vector<std::string>& notes) {
  if (options.workdir) {
    if (!options.workdir->starts_with('/')) {
      throw Error(ErrorCode::usage,
                  "--workdir " + *options.workdir + ": the path must start with a slash");
    }
    return *options.workdir;
  }
  if (config.working_dir.empty() || config.working_dir.starts_with('/')) return config.working_dir;
  notes.push_back("the image's WORKDIR \"" + config.working_dir +
                  "\" is relative: it is taken from the root");
  return "/" + config.working_dir;
}

std::string plan_hostname(const BootOptions& options) {
  if (!options.hostname) return hostname_for(options.image_name);
  check_hostname(*options.hostname);
  return *options.hostname;
}

int plan_stop_signal(const ImageConfig& config, std::vector<std::string>& notes) {
  if (config.stop_signal.empty()) return kDefaultStopSignal;
  const std::optional<int> number = parse_signal(config.stop_signal);
  if (number) return *number;
  notes.push_back("the image's STOPSIGNAL \"" + config.stop_signal +
                  "\" is no signal: SIGTERM is used");
  return kDefaultStopSignal;
}

/// Where QEMU's user networking answers DNS: the third address of its network, or the next one that
/// is neither the machine's nor the gateway's.
std::string qemu_nameserver(const std::optional<NetworkSetup>& network) {
  constexpr int kThirdAddressPrefix = 29;  // a network that has three hosts and more
  if (!network || network->kind != NetworkKind::fixed) return std::string(kQemuNameserver);
  const StaticNetwork& fixed = network->address;
  in_addr own{};
  in_addr gateway{};
  if (fixed.prefix > kThirdAddressPrefix || inet_pton(AF_INET, fixed.address.c_str(), &own) != 1 ||
      inet_pton(AF_INET, fixed.gateway.c_str(), &gateway) != 1) {
    return fixed.gateway;
  }
  in_addr server{htonl((ntohl(own.s_addr) & ~(UINT32_MAX >> fixed.prefix)) + 3)};
  while (server.s_addr == own.s_addr || server.s_addr == gateway.s_addr) {
    server.s_addr = htonl(ntohl(server.s_addr) + 1);
  }
  std::array<char, INET_ADDRSTRLEN> text{};
  inet_ntop(AF_INET, &server, text.data(), text.size());
  return text.data();
}

/// Returns what --network asks for.
std::optional<NetworkSetup> plan_names(const BootOptions& options, BootPlan& plan) {
  for (const std::string& address : options.dns) {
    if (!is_ip_address(address)) {
      throw Error(ErrorCode::usage, "--dns " + address + ": not an IPv4 or IPv6 address");
    }
    plan.nameservers.push_back(address);
  }
  std::optional<NetworkSetup> network;
  if (options.network) network = parse_network(*options.network, plan.nameservers);
  plan.nameservers_typed = !plan.nameservers.empty();
  if (!plan.nameservers_typed) plan.nameservers.push_back(qemu_nameserver(network));
  for (const std::string& domain : options.dns_search) check_search_domain(domain);
  plan.dns_search = options.dns_search;
  for (const std::string& text : options.add_host) plan.hosts.push_back(parse_host_entry(text));
  return network;
}

/// An init runs as root, and believes a variable that says it is in a container.
void plan_handover(const BootOptions& options, const RootFilesystem& root, BootPlan& plan) {
  plan.mode = BootMode::handover;
  if (const InitSystem* system = find_init_system(plan.system)) {
    plan.power_off = system->power_off_command(root);
  }
  if (!plan.user.empty()) {
    plan.notes.push_back("an init runs as root: the user \"" + plan.user + "\" is not applied");
    plan.user.clear();
  }
  const bool asked = std::any_of(options.env.begin(), options.env.end(), [](const auto& variable) {
    return variable.starts_with("container=");
  });
  // systemd.io/CONTAINER_INTERFACE: with it, systemd neither starts udev nor mounts what a machine
  // needs. Many images that are meant for `docker run` set it.
  if (!asked && remove_variable(plan.env, "container")) {
    plan.notes.emplace_back(
        "the image's variable \"container\" is dropped: the init runs on a machine of its own");
  }
}

}  // namespace

BootPlan plan_boot(const ImageConfig& config, const BootOptions& options,
                   const RootFilesystem& root) {
  BootPlan plan;
  plan.hostname = plan_hostname(options);
  plan.env = merge_environment(config.env, options.env);
  plan.user = options.user.value_or(config.user);
  plan.workdir = plan_workdir(config, options, plan.notes);
  plan.console = options.console;
  plan.volumes = config.volumes;
  plan.stop_signal = plan_stop_signal(config, plan.notes);
  const std::optional<NetworkSetup> network = plan_names(options, plan);

  const ProgramSearch search{
      root.tree, find_variable(plan.env, "PATH").value_or(std::string(kDefaultPath)), plan.workdir};
  const InitChoice choice = choose_init(options, config, root, search);
  plan.system = choice.system;
  plan.pid_namespace = choice.pid_namespace;
  plan.argv = choice.argv;
  plan.reason = choice.reason;
  if (!choice.note.empty()) plan.notes.push_back(choice.note);
  if (choice.handover) plan_handover(options, root, plan);
  plan_network(network, root, plan);
  plan_identity(options, root, plan);
  return plan;
}

}  // namespace oci2boot
