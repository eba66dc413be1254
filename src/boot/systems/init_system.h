// SPDX-License-Identifier: Apache-2.0
// The init systems that there are. Each is one small adapter in a file of its own: how it is found
// in a tree, and what has to be changed so that it runs a machine and not a container.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "oci2boot/root_filesystem.h"

namespace oci2boot {

/// An init system that is really there.
struct FoundSystem {
  std::string init;    ///< absolute path of what PID 1 becomes
  std::string reason;  ///< half a sentence: "systemd is in the image"
};

struct InitSystem {
  std::string_view name;  ///< "systemd", "openrc", "sysvinit", "runit", "s6", "busybox"

  /// Whether it is complete enough to bring up a machine: its init, and what that starts. Nothing
  /// otherwise; `why_not` gets half a sentence when it is only nearly there ("/etc/inittab runs
  /// /sbin/openrc, which is not in the image").
  std::optional<FoundSystem> (*find)(const RootFilesystem& root, std::string& why_not);

  /// Whether `init`, an absolute path in the tree, is its init program.
  bool (*is_its_init)(const RootFilesystem& root, std::string_view init);

  /// The command that powers a running machine off as it should be, its program an absolute path in
  /// the tree ({"/sbin/poweroff"}). Empty where the system hears the power button itself, and where
  /// there is no such command.
  std::vector<std::string> (*power_off_command)(const RootFilesystem& root);
};

/// All, the one that is preferred where a tree has several first.
std::span<const InitSystem> init_systems();

/// By InitSystem::name; null for any other.
const InitSystem* find_init_system(std::string_view name);

/// The one whose init is at this path, absolute and in the tree; null: none that is known.
const InitSystem* system_of_init(const RootFilesystem& root, std::string_view init);

}  // namespace oci2boot
