// SPDX-License-Identifier: Apache-2.0
#include "src/image/deflate/pass_block.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "oci2boot/error.h"

namespace oci2boot::deflate {
namespace {

enum class Next : std::uint8_t { word, distance, end };

/// A step through a block: so many bits, and then what.
struct Step {
  std::uint8_t bits = 0;
  Next next = Next::word;
};

/// RFC 1951, 3.2.5: what stands behind the word of a literal or length.
Step behind_literal(unsigned symbol) {
  if (symbol < kEndOfBlock) return {0, Next::word};
  if (symbol == kEndOfBlock) return {0, Next::end};
  const bool is_plain = symbol < 265 || symbol == 285;
  return {static_cast<std::uint8_t>(is_plain ? 0 : (symbol - 261) / 4), Next::distance};
}

/// RFC 1951, 3.2.5: how many bits stand behind the word of a distance.
std::uint8_t behind_distance(unsigned symbol) {
  return static_cast<std::uint8_t>(symbol < 4 ? 0 : (symbol - 2) / 2);
}

// The more bits, the fewer steps through a block, and the longer it takes to make the tables.
constexpr unsigned kLiteralBits = 10;
constexpr unsigned kDistanceBits = 9;
constexpr unsigned kMostBehindLength = 5;
static_assert(2 * kLiteralBits + kMostBehindLength + kDistanceBits <= Bits::kAhead,
              "pass_words() loads once for all of them");

/// By the next bits: over as many words of literals as they hold; the last may be a length's, with
/// what stands behind it, or the end's. No bits: they hold no whole word, or none that there is.
using LiteralSteps = std::array<Step, 1U << kLiteralBits>;

LiteralSteps literal_steps(const Code& code) {
  const auto found = code.found_by_bits<kLiteralBits>();
  LiteralSteps steps{};
  for (std::size_t bits = 0; bits < steps.size(); ++bits) {
    Step& step = steps[bits];
    while (step.next == Next::word) {
      const Code::Found further = found[bits >> step.bits];
      if (further.length == 0 || step.bits + further.length > kLiteralBits) break;
      const Step behind = behind_literal(further.symbol);
      step.bits = static_cast<std::uint8_t>(step.bits + further.length + behind.bits);
      step.next = behind.next;
    }
  }
  return steps;
}

/// By the next bits: how many a distance has, with what stands behind its word. 0: the word is
/// longer than they are, or there is none such.
using DistanceSteps = std::array<std::uint8_t, 1U << kDistanceBits>;

DistanceSteps distance_steps(const Code& code) {
  const auto found = code.found_by_bits<kDistanceBits>();
  DistanceSteps steps{};
  for (std::size_t bits = 0; bits < steps.size(); ++bits) {
    if (found[bits].length == 0) continue;
    steps[bits] =
        static_cast<std::uint8_t>(found[bits].length + behind_distance(found[bits].symbol));
  }
  return steps;
}

[[noreturn]] void fail() {
  throw Error(
      ErrorCode::failed,
      "gzip: what libdeflate has packed is no deflate stream; --compress zstd does without it");
}

unsigned read_symbol(Bits& bits, const Code& code) {
  const std::optional<unsigned> symbol = code.read(bits);
  if (!symbol) fail();
  return *symbol;
}

void pass_words(Bits& bits, const BlockCodes& codes) {
  const LiteralSteps literals = literal_steps(codes.literals);
  const DistanceSteps distances = distance_steps(codes.distances);
  while (bits.position() < bits.end()) {
    std::uint64_t ahead = bits.ahead();
    Step step = literals[ahead % literals.size()];
    if (step.bits == 0) [[unlikely]] {
      step = behind_literal(read_symbol(bits, codes.literals));
      ahead = bits.ahead();
    }
    ahead >>= step.bits;
    bits.skip(step.bits);
    if (step.next == Next::word) {
      // These bits have been loaded as well.
      step = literals[ahead % literals.size()];
      ahead >>= step.bits;
      bits.skip(step.bits);
    }
    if (step.next == Next::end) return;
    if (step.next == Next::word) continue;
    const unsigned distance = distances[ahead % distances.size()];
    bits.skip(distance != 0 ? distance : behind_distance(read_symbol(bits, codes.distances)));
  }
  fail();
}

/// RFC 1951, 3.2.4: fills up a byte; then the size, the same inverted, and so many bytes.
void pass_stored(Bits& bits) {
  bits.skip((8 - bits.position() % 8) % 8);
  const unsigned size = bits.take(16);
  if (bits.take(16) != (size ^ 0xffffU)) fail();
  bits.skip(std::uint64_t{8} * size);
}

}  // namespace

BlockHeader pass_block(Bits& bits) {
  const BlockHeader header = read_block_header(bits);
  if (header.type == BlockHeader::Type::stored) {
    pass_stored(bits);
  } else {
    const std::optional<BlockCodes> codes = read_block_codes(bits, header.type);
    if (!codes) fail();
    pass_words(bits, *codes);
  }
  if (bits.position() > bits.end()) fail();
  return header;
}

}  // namespace oci2boot::deflate
