// SPDX-License-Identifier: Apache-2.0
// A hash that who makes an image cannot foresee: SipHash-1-3 (Aumasson and Bernstein, "SipHash: a
// fast short-input PRF") under a key that is drawn anew in every process. With any fixed hash,
// names can be chosen that all fall into one slot, and a tree of n of them costs n * n steps.
#pragma once

#include <cstdint>
#include <string_view>

namespace oci2boot {

/// Nothing that depends on its values may reach an output.
class KeyedHash {
 public:
  KeyedHash();

  std::uint64_t operator()(std::string_view text) const;
  std::uint64_t operator()(std::uint64_t number) const;

 private:
  std::uint64_t key_[2];
};

}  // namespace oci2boot
