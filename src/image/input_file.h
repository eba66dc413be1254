// SPDX-License-Identifier: Apache-2.0
// A file of the host, or a block device, that is read from its first byte to its last.
#pragma once

#include <cstdint>
#include <filesystem>

#include "oci2boot/byte_source.h"

namespace oci2boot {

class InputFile final : public ByteSource {
 public:
  /// Throws Error (not_found), which does not name it, when it is missing or cannot be read, or is
  /// neither of them.
  explicit InputFile(const std::filesystem::path& path);
  ~InputFile() override;

  std::size_t read(std::span<std::byte> buffer) override;
  std::uint64_t skip(std::uint64_t count) override;

 private:
  int fd_ = -1;
  std::uint64_t size_ = 0;
  std::uint64_t position_ = 0;
};

}  // namespace oci2boot
