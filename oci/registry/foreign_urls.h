// SPDX-License-Identifier: Apache-2.0
// Blobs from the URLs that a manifest gives for them: foreign layers, which their makers let nobody
// else give away (OCI image-spec, descriptor.md, "urls"; Docker's rootfs.foreign.diff.tar.gzip).
//
// A manifest is untrusted. What a URL leads to is shown nothing and believed nothing: no
// Authorization is sent, and the bytes must have the descriptor's size and digest. Messages name
// hosts and never the rest of a URL, which may be signed.
#pragma once

#include <stop_token>
#include <string>

#include "oci/cache/blob_origin.h"
#include "oci/registry/blob_progress.h"
#include "oci/registry/courier.h"

namespace oci2boot {

/// One try to get the rest of the blob from its first ten urls, in their order; returns the host
/// that it came from. When all fail, and one may do better later, that one's TransientError is
/// thrown; else an Error that tells why each failed, with the code of the last. `no_luck_so_far` is
/// what was tried before, and stands in front of that.
std::string transfer_from_urls(const Courier& courier, const Descriptor& blob,
                               BlobProgress& progress, const std::string& no_luck_so_far,
                               const std::stop_token& stop);

/// For blobs that nothing but their urls gives.
class ForeignUrls final : public BlobOrigin {
 public:
  explicit ForeignUrls(const RegistryOptions& options) : courier_(options) {}

  std::string transfer(const Descriptor& blob, std::uint64_t offset, const ByteSink& sink,
                       const std::stop_token& stop) override;

 private:
  const Courier courier_;
};

}  // namespace oci2boot
