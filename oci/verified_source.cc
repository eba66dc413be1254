// SPDX-License-Identifier: Apache-2.0
#include "oci/verified_source.h"

namespace oci2boot {

std::size_t VerifiedSource::read(std::span<std::byte> buffer) {
  const std::size_t count = source_->read(buffer);
  if (count == 0) {
    verifier_.finish();
  } else {
    verifier_.add(buffer.first(count));
  }
  return count;
}

std::span<const std::byte> VerifiedSource::take(std::span<std::byte> room) {
  const std::span<const std::byte> bytes = source_->take(room);
  if (bytes.empty()) {
    verifier_.finish();
  } else {
    verifier_.add(bytes);
  }
  return bytes;
}

}  // namespace oci2boot
