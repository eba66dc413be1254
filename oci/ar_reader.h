// SPDX-License-Identifier: Apache-2.0
// Reads the common ar format, by libarchive: ArchiveReader for ArchiveFormat::ar.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <vector>

#include "oci/archive_state.h"

struct archive;

namespace oci2boot {

class ArReader final : public ArchiveReader::State {
 public:
  ArReader(ByteSource& source, std::string what);
  ~ArReader() override;

  bool next(ArchiveEntry& entry) override;
  bool read_block(ArchiveReader::Block& block) override;
  std::uint64_t size() const override { return size_; }
  std::uint64_t position() const override;

 private:
  void open();
  [[noreturn]] void fail();

  // libarchive's callbacks: no exception may cross its C frames.
  static long on_read(archive* handle, void* self, const void** bytes) noexcept;

  ByteSource& source_;
  std::string what_;
  std::vector<std::byte> buffer_;
  archive* handle_;
  std::exception_ptr source_error_;  // kept while libarchive's C frames unwind
  std::uint64_t size_ = 0;           // of the present entry
  bool opened_ = false;
};

}  // namespace oci2boot
