// SPDX-License-Identifier: Apache-2.0
// A mirror, and what it is no longer asked for.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <set>

#include "oci/registry/credential_store.h"
#include "oci/registry/registry_session.h"
#include "oci2boot/digest.h"

namespace oci2boot {

/// May be used from several threads at once.
struct MirrorSession {
  MirrorSession(const Courier& courier, const Endpoint& endpoint, const RegistryOptions& options)
      : session(
            courier, endpoint,
            [files = options.auth_files, endpoint] {
              return find_credentials(files, endpoint.name, endpoint.repository);
            },
            options.patience) {}

  /// Whether a blob that it has given already is wanted from the start again: then it was not what
  /// it should have been, and the mirror is asked for no other either.
  bool has_given_wrong(const Digest& blob, std::uint64_t offset) {
    const std::lock_guard lock(mutex_);
    if (offset != 0 || !given_.contains(blob)) return false;
    blobs_failed = true;
    return true;
  }

  /// A blob has come from it, to its end.
  void gave(const Digest& blob) {
    const std::lock_guard lock(mutex_);
    given_.insert(blob);
  }

  RegistrySession session;
  std::atomic<bool> documents_failed = false;
  std::atomic<bool> blobs_failed = false;

 private:
  std::mutex mutex_;
  std::set<Digest> given_;
};

}  // namespace oci2boot
