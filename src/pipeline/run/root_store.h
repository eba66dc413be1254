// SPDX-License-Identifier: Apache-2.0
// The roots that runs have made, in the cache folder, shared by any number of processes
// (docs/cache.md). A root is there whole or not at all, and never changes.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "src/pipeline/run/held_lock.h"
#include "src/pipeline/run/root_record.h"

namespace oci2boot {

// The files of a root.
constexpr const char* kRootInitrd = "initrd";  ///< the whole root, or stage 1
constexpr const char* kRootDisk = "disk.img";
constexpr const char* kRootKernel = "kernel";
constexpr const char* kRootRecord = "record.json";

/// A root that stays as long as this object lives.
struct HeldRoot {
  std::filesystem::path folder;
  HeldLock lock;

  std::filesystem::path initrd() const { return folder / kRootInitrd; }
  std::filesystem::path disk() const { return folder / kRootDisk; }
  std::filesystem::path kernel() const { return folder / kRootKernel; }
  std::filesystem::path record() const { return folder / kRootRecord; }
};

struct StoredRoot {
  std::string name;
  RootRecord record;
  std::uint64_t size = 0;  ///< on the host's disk, the kernel not counted
  std::chrono::system_clock::time_point last_used;
};

class RootStore {
 public:
  /// Makes nothing yet.
  explicit RootStore(const std::filesystem::path& cache_folder);

  /// Notes that it is used now. Nothing when it is not there. Throws Error (output_failed).
  std::optional<HeldRoot> open(const std::string& name) const;
  /// What open() would look at.
  std::filesystem::path folder_of(const std::string& name) const { return roots_ / name; }

  /// The right to make roots of a family, and where: a folder that goes with this object.
  class Making {
   public:
    ~Making();
    Making(Making&&) noexcept = default;
    Making& operator=(Making&&) = delete;
    const std::filesystem::path& folder() const { return folder_; }

   private:
    friend class RootStore;
    Making(std::filesystem::path folder, std::filesystem::path lock_file);
    std::filesystem::path lock_file_;
    HeldLock lock_;
    std::filesystem::path folder_;
  };

  /// Waits while another process makes one. Throws Error (output_failed).
  Making make(const std::string& family) const;
  /// Gives what was made its name; where a root has it already, that one counts. Throws Error
  /// (output_failed).
  HeldRoot publish(const Making& made, const std::string& name) const;

  /// A kernel that roots share: `path` in the store, by the digest of the file it was made of.
  std::filesystem::path kernel(const std::string& digits) const { return kernels_ / digits; }

  /// By their last use, the oldest first. One whose record this version cannot read has "?" for its
  /// image and platform. Throws Error (failed) when the folder cannot be read.
  std::vector<StoredRoot> list() const;
  /// False when a run uses it. Throws Error (output_failed).
  bool remove(const std::string& name) const;
  /// Kernels that no root has any more, and what dead processes have left.
  void remove_leftovers() const;
  /// Bytes on the host's disk.
  std::uint64_t kernel_bytes() const;

 private:
  std::filesystem::path roots_;
  std::filesystem::path kernels_;
};

}  // namespace oci2boot
