// SPDX-License-Identifier: Apache-2.0
#include "oci/verified_source.h"

#include <utility>

#include "oci2boot/error.h"

namespace oci2boot {

VerifiedSource::VerifiedSource(std::unique_ptr<ByteSource> source,
                               std::optional<Digest> expected_digest,
                               std::optional<std::uint64_t> expected_size, std::string what)
    : source_(std::move(source)),
      expected_digest_(std::move(expected_digest)),
      expected_size_(expected_size),
      what_(std::move(what)),
      hasher_(expected_digest_ ? expected_digest_->algorithm() : "sha256") {}

std::size_t VerifiedSource::read(std::span<std::byte> buffer) {
  if (digest_) return 0;
  const std::size_t count = source_->read(buffer);
  if (count == 0) {
    check_end();
    return 0;
  }
  hasher_.update(buffer.first(count));
  size_ += count;
  if (expected_size_ && size_ > *expected_size_) {
    throw Error(ErrorCode::verification_failed, what_ + " is longer than the declared " +
                                                    std::to_string(*expected_size_) + " bytes");
  }
  return count;
}

void VerifiedSource::check_end() {
  if (expected_size_ && size_ != *expected_size_) {
    throw Error(ErrorCode::verification_failed,
                what_ + " has " + std::to_string(size_) + " bytes, declared are " +
                    std::to_string(*expected_size_) + ": it is incomplete");
  }
  digest_ = hasher_.finish();
  if (expected_digest_ && *digest_ != *expected_digest_) {
    throw Error(ErrorCode::verification_failed, what_ + " has the digest " + digest_->text() +
                                                    ", declared is " + expected_digest_->text() +
                                                    ": it was damaged or changed");
  }
}

}  // namespace oci2boot
