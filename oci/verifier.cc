// SPDX-License-Identifier: Apache-2.0
#include "oci/verifier.h"

#include <utility>

#include "oci2boot/error.h"

namespace oci2boot {

Verifier::Verifier(std::optional<Digest> expected_digest,
                   std::optional<std::uint64_t> expected_size, std::string what)
    : expected_digest_(std::move(expected_digest)),
      expected_size_(expected_size),
      what_(std::move(what)),
      hasher_(expected_digest_ ? expected_digest_->algorithm() : "sha256") {}

void Verifier::add(std::span<const std::byte> bytes) {
  hasher_.update(bytes);
  size_ += bytes.size();
  if (expected_size_ && size_ > *expected_size_) {
    throw Error(ErrorCode::verification_failed, what_ + " is longer than the declared " +
                                                    std::to_string(*expected_size_) + " bytes");
  }
}

void Verifier::finish() {
  if (expected_size_ && size_ != *expected_size_) {
    throw Error(ErrorCode::verification_failed,
                what_ + " has " + std::to_string(size_) + " bytes, declared are " +
                    std::to_string(*expected_size_) + ": it is incomplete");
  }
  if (!computed_) computed_ = hasher_.finish();
  if (expected_digest_ && *computed_ != *expected_digest_) {
    throw Error(ErrorCode::verification_failed, what_ + " has the digest " + computed_->text() +
                                                    ", declared is " + expected_digest_->text() +
                                                    ": it was damaged or changed");
  }
  digest_ = computed_;
}

}  // namespace oci2boot
