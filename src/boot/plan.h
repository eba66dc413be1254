// SPDX-License-Identifier: Apache-2.0
// Decides how an image boots: what runs, as whom, where, with which environment. Pure: from the
// image's configuration, what the user typed and the names in the image's tree to a BootPlan.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "oci2boot/image_config.h"
#include "oci2boot/root_filesystem.h"
#include "src/boot/addresses.h"
#include "src/boot/identity/identity.h"

namespace oci2boot {

/// What the user typed; what is empty was not typed.
struct BootOptions {
  std::string init = "auto";              ///< auto, container, or the path of an init in the image
  std::optional<std::string> entrypoint;  ///< clears the image's CMD; "" clears ENTRYPOINT as well
  std::vector<std::string> command;       ///< replaces the image's CMD
  std::vector<std::string> env;           ///< NAME=VALUE; a NAME alone removes the variable
  std::optional<std::string> user;        ///< USER[:GROUP]
  std::optional<std::string> workdir;     ///< an absolute path
  std::optional<std::string> hostname;    ///< see check_hostname()
  std::optional<std::string> network;     ///< see parse_network()
  std::vector<std::string> dns;           ///< addresses
  std::vector<std::string> dns_search;    ///< domains
  std::vector<std::string> add_host;      ///< NAME:ADDRESS, see parse_host_entry()
  Identity identity;
  std::string image_name;  ///< gives the hostname that the user did not; no transport
  std::string console;     ///< the machine's: "ttyS0", "ttyAMA0", "hvc0"
};

/// The disk that a machine's root is on.
struct RootDisk {
  std::string uuid;           ///< of its file system: "0f3c…-…", lower case with hyphens
  std::string type = "ext4";  ///< as mount(8) calls it
  bool grow = false;          ///< make the file system as large as the disk at every start
  bool operator==(const RootDisk&) const = default;
};

/// A folder of the host in the guest.
struct GuestShare {
  std::string type;  ///< "virtiofs" or "9p", as mount(2) has it
  std::string tag;   ///< what the host calls it; no colon
  std::string path;  ///< absolute
  bool read_only = false;
  bool operator==(const GuestShare&) const = default;
};

enum class BootMode {
  container,  ///< PID 1 runs a program; its end is the machine's end
  handover,   ///< the image's own init becomes PID 1
};

struct BootPlan {
  BootMode mode = BootMode::container;
  std::string system;             ///< InitSystem::name of what argv is; empty: none that is known
  std::vector<std::string> argv;  ///< at least one
  std::vector<std::string> env;   ///< NAME=VALUE, each name once
  std::string user;               ///< USER[:GROUP]; empty: root
  std::string workdir;            ///< absolute; empty: /
  std::string hostname;           ///< an RFC 1123 name
  std::string console;            ///< as in BootOptions
  NetworkSetup network;           ///< what PID 1 does
  std::string network_service;    ///< NetworkService::name, where the image's does it; or empty
  std::string network_card;       ///< the name that it knows the card by; empty: any
  NetworkSetup image_network;     ///< what the patch `network` tells it; none: it knows already
  std::vector<std::string> nameservers;  ///< addresses, at least one
  bool nameservers_typed = false;        ///< by --dns or --network: what DHCP says does not count
  std::vector<std::string> dns_search;   ///< domains
  std::vector<HostEntry> hosts;          ///< to be known beside localhost and the hostname
  std::vector<std::string> volumes;      ///< absolute paths of folders that must be there
  Identity identity;
  std::vector<std::string> modules;  ///< GuestModule::name of each, in loading order
  std::optional<RootDisk> root;      ///< nothing: the root is the initramfs
  bool pid_namespace = false;        ///< container: the program is the first process of its own one
  bool session = false;              ///< container: see src/init/session_format.h
  bool terminal = false;             ///< with a session: the program has a terminal of its own
  std::vector<GuestShare> shares;    ///< in the order in which they are mounted
  std::vector<std::string> power_off;  ///< handover: the power button's command; empty: the
                                       ///< image's own system hears it
  int stop_signal = 15;                ///< a number as on amd64 and arm64
  std::string reason;                  ///< why this mode, in half a sentence
  std::vector<std::string> notes;      ///< what the user may not expect, one line each
};

/// The variables, ENTRYPOINT, CMD and their overrides mean what they mean to `docker run`. An image
/// that names no command runs its shell; where it has none, a note says so. Throws Error (usage)
/// for an option that makes no sense.
///
/// The plan's modules and root are left empty: they depend on the kernel and on what is made of the
/// image, not on the image.
BootPlan plan_boot(const ImageConfig& config, const BootOptions& options,
                   const RootFilesystem& root);

}  // namespace oci2boot
