// SPDX-License-Identifier: Apache-2.0
#include "src/image/zero_runs.h"

#include <cstring>

namespace oci2boot {
namespace {

constexpr std::size_t kBlock = 4096;     // what host file systems give out
constexpr std::size_t kLeastBlocks = 4;  // each hole costs them a record, and the writer a call

}  // namespace

bool is_zeros(std::span<const std::byte> bytes) {
  // Equal to itself, one byte on: as fast as memory is, and quick to say no.
  return bytes.empty() || (bytes[0] == std::byte{0} &&
                           std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

ZeroRun next_zero_run(std::span<const std::byte> bytes, std::size_t misalignment,
                      std::size_t from) {
  const std::size_t first_block = (kBlock - misalignment % kBlock) % kBlock;
  std::size_t at = first_block;
  if (from > first_block) at += (from - first_block + kBlock - 1) / kBlock * kBlock;
  while (at + kLeastBlocks * kBlock <= bytes.size()) {
    std::size_t end = at;
    while (end + kBlock <= bytes.size() && is_zeros(bytes.subspan(end, kBlock))) end += kBlock;
    if (end - at >= kLeastBlocks * kBlock) return {at, end - at};
    at = end + kBlock;
  }
  return {bytes.size(), 0};
}

}  // namespace oci2boot
