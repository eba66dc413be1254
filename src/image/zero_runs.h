// SPDX-License-Identifier: Apache-2.0
// Which parts of bytes that go to a disk are zeros, and need no room there.
#pragma once

#include <cstddef>
#include <span>

namespace oci2boot {

bool is_zeros(std::span<const std::byte> bytes);

struct ZeroRun {
  std::size_t begin = 0;
  std::size_t length = 0;
};

/// The first run of zeros at or behind `from` that is worth a hole: whole blocks of 4096 bytes of
/// the disk, at least four. `misalignment` is how far into such a block bytes[0] lies. At the end
/// of `bytes`, and of no length, when there is none.
ZeroRun next_zero_run(std::span<const std::byte> bytes, std::size_t misalignment, std::size_t from);

}  // namespace oci2boot
