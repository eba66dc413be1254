// SPDX-License-Identifier: Apache-2.0
// What is behind an ArchiveReader: one implementation for each format.
#pragma once

#include <memory>
#include <string>

#include "oci2boot/archive_reader.h"

namespace oci2boot {

/// See ArchiveReader.
struct ArchiveReader::State {
  State() = default;
  virtual ~State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  virtual bool next(ArchiveEntry& entry) = 0;
  virtual bool read_block(Block& block) = 0;
  virtual std::uint64_t size() const = 0;
  virtual std::uint64_t position() const = 0;
};

}  // namespace oci2boot
