// SPDX-License-Identifier: Apache-2.0
// Reads the cpio archive in an RPM package, the newc format (cpio(5)): ArchiveReader for
// ArchiveFormat::cpio. Not by libarchive, which allocates as many bytes as a name is declared to
// have.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "oci/archive_state.h"

namespace oci2boot {

class CpioReader final : public ArchiveReader::State {
 public:
  CpioReader(ByteSource& source, std::string what);

  bool next(ArchiveEntry& entry) override;
  bool read_block(ArchiveReader::Block& block) override;
  std::uint64_t size() const override { return size_; }
  std::uint64_t position() const override { return position_; }

 private:
  [[noreturn]] void fail(const std::string& reason) const;
  void read_exactly(std::span<std::byte> bytes);
  void skip_exactly(std::uint64_t count);
  void skip_padding();
  std::string read_name(std::uint32_t size);
  std::string read_symlink();

  ByteSource& source_;
  std::string what_;
  std::vector<std::byte> buffer_;
  std::uint64_t position_ = 0;  // in the archive
  std::uint64_t size_ = 0;      // of the present entry
  std::uint64_t left_ = 0;      // of that
  bool has_begun_ = false;
};

}  // namespace oci2boot
