// SPDX-License-Identifier: Apache-2.0
// Locks that processes of one machine share: flock(2) on a file, gone with whoever holds it.
#pragma once

#include <filesystem>
#include <optional>

namespace oci2boot {

class HeldLock {
 public:
  enum class Kind { shared, exclusive };

  /// Waits for the lock of the file `path`, which is made where it is missing. It then is the file
  /// of that name, whatever was removed meanwhile. Throws Error (output_failed).
  static HeldLock wait(const std::filesystem::path& path, Kind kind);
  /// The same of a file that is there; nothing where there is none.
  static std::optional<HeldLock> wait_if_there(const std::filesystem::path& path, Kind kind);
  /// Nothing where there is none, or another process has it. Throws Error (output_failed).
  static std::optional<HeldLock> try_now(const std::filesystem::path& path, Kind kind);

  ~HeldLock();
  HeldLock(HeldLock&& other) noexcept;
  HeldLock& operator=(HeldLock&&) = delete;

 private:
  explicit HeldLock(int fd) : fd_(fd) {}
  static std::optional<HeldLock> take(const std::filesystem::path& path, int flags, int operation);

  int fd_;
};

}  // namespace oci2boot
