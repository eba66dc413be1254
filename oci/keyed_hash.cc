// SPDX-License-Identifier: Apache-2.0
#include "oci/keyed_hash.h"

#include <bit>
#include <cstring>
#include <random>

namespace oci2boot {

namespace {

struct SipState {
  std::uint64_t v0, v1, v2, v3;

  explicit SipState(const std::uint64_t (&key)[2])
      : v0(key[0] ^ 0x736f6d6570736575U),
        v1(key[1] ^ 0x646f72616e646f6dU),
        v2(key[0] ^ 0x6c7967656e657261U),
        v3(key[1] ^ 0x7465646279746573U) {}

  void round() {
    v0 += v1;
    v1 = std::rotl(v1, 13) ^ v0;
    v0 = std::rotl(v0, 32);
    v2 += v3;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = std::rotl(v1, 17) ^ v2;
    v2 = std::rotl(v2, 32);
  }

  void take(std::uint64_t word) {
    v3 ^= word;
    round();
    v0 ^= word;
  }

  std::uint64_t finish() {
    v2 ^= 0xffU;
    for (int i = 0; i < 3; ++i) round();
    return v0 ^ v1 ^ v2 ^ v3;
  }
};

std::uint64_t drawn() {
  std::random_device device;
  return (std::uint64_t{device()} << 32U) | device();
}

}  // namespace

KeyedHash::KeyedHash() : key_{drawn(), drawn()} {}

std::uint64_t KeyedHash::operator()(std::string_view text) const {
  SipState state(key_);
  const std::uint64_t length = std::uint64_t{text.size()} << 56U;
  std::uint64_t word = 0;
  for (; text.size() >= sizeof(word); text.remove_prefix(sizeof(word))) {
    std::memcpy(&word, text.data(), sizeof(word));
    state.take(word);
  }
  word = 0;
  if (!text.empty()) std::memcpy(&word, text.data(), text.size());
  state.take(word | length);
  return state.finish();
}

std::uint64_t KeyedHash::operator()(std::uint64_t number) const {
  SipState state(key_);
  state.take(number);
  return state.finish();
}

}  // namespace oci2boot
