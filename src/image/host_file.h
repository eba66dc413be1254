// SPDX-License-Identifier: Apache-2.0
// A file of the host that is read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace oci2boot {

class HostFile {
 public:
  /// A regular file or a block device. Throws Error: not_found, failed, or invalid_image for
  /// anything else.
  explicit HostFile(const std::filesystem::path& path);
  ~HostFile();
  HostFile(HostFile&& other) noexcept;
  HostFile& operator=(HostFile&&) = delete;

  int descriptor() const { return fd_; }
  std::uint64_t size() const { return size_; }
  /// "'PATH'", for messages.
  const std::string& name() const { return name_; }

 private:
  int fd_ = -1;
  std::uint64_t size_ = 0;
  std::string name_;
};

}  // namespace oci2boot
