// SPDX-License-Identifier: Apache-2.0
// Everything that `oci2boot run` starts, decided: a machine that is connected to this process, and
// ends with it. All paths are absolute.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "src/launch/launch_plan.h"
#include "src/launch/user_network.h"

namespace oci2boot {

/// How a folder of the host comes into the guest.
enum class ShareKind {
  virtiofs,  ///< a virtiofsd beside QEMU
  plan9,     ///< QEMU itself; the kernel's 9p
};

/// A folder of the host in the guest.
struct SharedFolder {
  ShareKind kind = ShareKind::virtiofs;
  std::filesystem::path host;
  std::string tag;  ///< by which the guest asks for it: "share0"
  bool read_only = false;
  std::filesystem::path server;  ///< virtiofs: the program, see share_host()
};

/// The disk that the guest's root is on.
struct RunDisk {
  std::filesystem::path file;
  std::string format;    ///< as QEMU calls it
  bool is_kept = false;  ///< else what the guest writes is forgotten
};

/// What the user sees of the guest.
enum class RunContact {
  program,   ///< the program's own input and output: a session (src/init/session_format.h)
  terminal,  ///< the same on a terminal of the program's own: ours, in raw mode
  console,   ///< the machine's console: for an image whose own init is in charge
};

struct RunPlan {
  std::string architecture;  ///< GOARCH, see find_machine()
  std::filesystem::path kernel;
  std::filesystem::path initrd;
  std::string appended;  ///< bytes behind the initrd: a cpio archive with this run's plan
  std::optional<RunDisk> disk;
  std::string kernel_arguments;  ///< more of them than kernel_command_line() has
  std::uint64_t memory_mib = 0;
  unsigned cpus = 1;
  bool has_network = true;
  std::optional<UserNetwork> network;  ///< nothing: QEMU's own, 10.0.2.0/24
  std::vector<PublishedPort> ports;    ///< none of them 0, see pick_ports()
  std::vector<SharedFolder> shares;
  std::vector<std::string> devices;         ///< each for -device
  std::vector<std::string> qemu_arguments;  ///< behind all others
  RunContact contact = RunContact::program;
  std::string status_port;  ///< console: where PID 1 says the status when no init takes over
  bool verbose = false;     ///< show what kernel and PID 1 say
  std::optional<std::chrono::milliseconds> timeout;
};

}  // namespace oci2boot
