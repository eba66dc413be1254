// SPDX-License-Identifier: Apache-2.0
// What a run needs to know of a cached root that does not follow from its files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "src/launch/user_network.h"

namespace oci2boot {

/// A file system by which the root's kernel mounts folders of the host.
struct RecordedShare {
  std::string type;                  ///< as ShareDriver has it
  std::vector<std::string> modules;  ///< to be loaded behind the others, in order
  bool operator==(const RecordedShare&) const = default;
};

struct RootRecord {
  std::string image;                 ///< its name, for people
  std::string platform;              ///< "linux/amd64"
  std::string architecture;          ///< GOARCH
  bool is_disk = false;              ///< else an initramfs
  bool is_system = false;            ///< its own init boots
  std::vector<std::string> modules;  ///< that PID 1 loads, in order; they are in the initrd
  /// Whose modules are in the initrd too. Nothing: what the kernel has is not known.
  std::optional<std::vector<RecordedShare>> shares;
  bool has_network = true;
  std::optional<UserNetwork> network;  ///< nothing: QEMU's own
  std::string root_uuid;               ///< of a disk
  std::uint64_t memory_mib = 0;        ///< for the guest
  std::uint64_t least_memory_mib = 0;  ///< with less it does not boot
  bool operator==(const RootRecord&) const = default;
};

/// A JSON document, with a final newline.
std::string encode(const RootRecord& record);

/// Throws Error (failed) when the file cannot be read or is none.
RootRecord read_root_record(const std::filesystem::path& path);

}  // namespace oci2boot
