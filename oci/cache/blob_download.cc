// SPDX-License-Identifier: Apache-2.0
#include "oci/cache/blob_download.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <string>

#include "oci/http/retry.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

/// What came is not the blob. Other than a failure of the origin, it is no use to go on.
class WrongBytes : public Error {
 public:
  explicit WrongBytes(const std::string& message)
      : Error(ErrorCode::verification_failed, message) {}
};

class Download {
 public:
  Download(const Descriptor& blob, BlobOrigin& origin, const Patience& patience,
           PartialBlob& partial, FollowedBlob& followed, const ArrivalReport& report,
           const std::stop_token& stop)
      : blob_(blob),
        origin_(origin),
        backoff_(patience),
        partial_(partial),
        followed_(followed),
        report_(report),
        stop_(stop) {}

  void resume() {
    const auto hashed = [this](std::uint64_t size) { followed_.grow(size); };
    partial_.resume(blob_.size, hashed, stop_);
    if (stop_.stop_requested()) throw Error(ErrorCode::failed, "the download was stopped");
    resumed_ = partial_.size();
    if (resumed_ > 0) tell();
  }

  /// Throws WrongBytes when what is here in the end is not the blob.
  void complete() {
    while (partial_.size() < blob_.size) {
      try {
        transfer_rest();
      } catch (const TransientError& error) {
        backoff_.wait(error, stop_);
      }
    }
    const Digest digest = partial_.digest();
    if (digest == blob_.digest) return;
    throw WrongBytes("the bytes that came " + (sender_.empty() ? "" : "from " + sender_ + " ") +
                     "for " + blob_.digest.text() + " have the digest " + digest.text() +
                     ": they were damaged or changed");
  }

  /// False when readers have had some of the wrong bytes.
  bool start_over() {
    if (!followed_.take_back()) return false;
    own_error_ = nullptr;
    partial_.restart();
    resumed_ = 0;
    return true;
  }

 private:
  void transfer_rest() {
    const auto sink = [this](std::span<const std::byte> bytes) {
      try {
        take(bytes);
      } catch (...) {
        own_error_ = std::current_exception();
        throw;
      }
    };
    try {
      sender_ = origin_.transfer(blob_, partial_.size(), sink, stop_);
    } catch (...) {
      // The origin may have told our own error as one of its own, that may pass.
      if (own_error_) std::rethrow_exception(own_error_);
      throw;
    }
    if (partial_.size() >= blob_.size) return;
    throw TransientError(
        Error(ErrorCode::verification_failed, "only " + std::to_string(partial_.size()) +
                                                  " of the declared " + std::to_string(blob_.size) +
                                                  " bytes came for " + blob_.digest.text()));
  }

  void take(std::span<const std::byte> bytes) {
    if (bytes.empty()) return;
    if (bytes.size() > blob_.size - partial_.size()) {
      throw WrongBytes("more than the declared " + std::to_string(blob_.size) + " bytes came for " +
                       blob_.digest.text());
    }
    partial_.append(bytes);
    backoff_.progressed();
    followed_.grow(partial_.size());
    tell();
  }

  void tell() {
    most_ = std::max(most_, partial_.size());
    report_(most_, resumed_);
  }

  const Descriptor& blob_;
  BlobOrigin& origin_;
  Backoff backoff_;
  PartialBlob& partial_;
  FollowedBlob& followed_;
  const ArrivalReport& report_;
  const std::stop_token& stop_;
  std::uint64_t resumed_ = 0;
  std::uint64_t most_ = 0;        // that was ever reported
  std::exception_ptr own_error_;  // that ended the last transfer
  std::string sender_;            // of the last bytes; empty when they were here before
};

}  // namespace

void download(const Descriptor& blob, BlobOrigin& origin, const Patience& patience,
              PartialBlob& partial, FollowedBlob& followed, const ArrivalReport& report,
              const std::stop_token& stop) {
  Download download(blob, origin, patience, partial, followed, report, stop);
  download.resume();
  for (bool again = false;; again = true) {
    try {
      download.complete();
      return;
    } catch (const WrongBytes& error) {
      // A byte that an earlier download left damaged, or a transfer that was: either may heal.
      if (!again && download.start_over()) continue;
      partial.remove();
      throw Error(error).repairable();
    }
  }
}

}  // namespace oci2boot
