// SPDX-License-Identifier: Apache-2.0
// One repository of one registry, and of its mirrors, spoken to as the OCI distribution-spec 1.1
// and the Docker registry API have it.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "oci/cache/blob_origin.h"
#include "oci2boot/digest.h"
#include "oci2boot/limits.h"
#include "oci2boot/manifest.h"
#include "oci2boot/reference.h"
#include "oci2boot/registry_options.h"

namespace oci2boot {

/// A manifest or an index, as a registry gave it.
struct RegistryDocument {
  Descriptor descriptor;  ///< media type, digest and size of `bytes`
  std::string bytes;
};

/// Keeps connections and tokens. May be used from several threads at once.
///
/// Whoever is asked is asked in this order: the mirrors of the image's registry, then the registry
/// itself. A mirror that fails for any reason is passed over; errors are those of the registry, and
/// repeat what mirrors failed at.
/// Credentials go to the host that they were found for, over redirects to no other.
class RegistryClient final : public BlobOrigin {
 public:
  /// Asks nobody yet. `document_bytes`: see Limits. Throws Error: usage for a mirror that is none,
  /// failed for a file of credentials that the user has named and that is not there.
  RegistryClient(const Reference& reference, const RegistryOptions& options,
                 std::uint64_t document_bytes = Limits{}.document_bytes);
  ~RegistryClient() override;

  /// The manifest or index that the reference names: its digest where it has one, else its tag.
  /// Tries again as patience allows. Bytes that do not have the reference's digest are an Error
  /// (verification_failed). A missing image is not_found, a refusal not_authorised; both messages
  /// tell the registry and which credentials were used and from where.
  RegistryDocument get_manifest(const std::stop_token& stop = {});

  /// A document that a descriptor names, verified: a manifest of an index, or (a blob) the
  /// configuration.
  std::string get_manifest(const Descriptor& descriptor, const std::stop_token& stop = {});
  std::string get_document(const Descriptor& descriptor, const std::stop_token& stop = {});

  /// From the descriptor's urls (foreign layers) where the registry says that it does not give the
  /// blob. A server that ignores Range is read from the start and the first bytes are dropped.
  std::string transfer(const Descriptor& blob, std::uint64_t offset, const ByteSink& sink,
                       const std::stop_token& stop) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace oci2boot
