// SPDX-License-Identifier: Apache-2.0
// Packed streams of every kind. What comes out must not depend on the sizes of the pieces in which
// the packed bytes arrive and the others are asked for.
#include "oci2boot/decompress.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/input_bytes.h"
#include "tests/support/odd_sources.h"

namespace oci2boot {

namespace {

constexpr std::size_t kMostUnpacked = 1U << 20;

struct Unpacked {
  std::string bytes;
  bool whole = false;  // no Error, as far as was read
};

Unpacked unpack(std::string packed, std::size_t packed_piece, std::size_t piece) {
  Unpacked result;
  result.whole = accepted([&] {
    const auto source = decompress(std::make_unique<DripSource>(std::move(packed), packed_piece));
    std::vector<std::byte> buffer(piece);
    while (result.bytes.size() < kMostUnpacked) {
      const std::size_t room = std::min(piece, kMostUnpacked - result.bytes.size());
      const std::size_t count = source->read(std::span(buffer).first(room));
      expect(count <= room, "a source stays within the buffer");
      if (count == 0) break;
      result.bytes.append(reinterpret_cast<const char*>(buffer.data()), count);
    }
  });
  return result;
}

}  // namespace

}  // namespace oci2boot

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oci2boot;
  const std::string packed(InputBytes(data, size).rest());
  const Unpacked at_once = unpack(packed, 64U << 10, 64U << 10);
  const Unpacked in_pieces = unpack(packed, 7, 1021);
  expect(at_once.whole == in_pieces.whole, "pieces make no difference to errors");
  // Up to an error, how far reading comes may differ.
  expect(!at_once.whole || at_once.bytes == in_pieces.bytes, "pieces make no difference to bytes");
  return 0;
}
