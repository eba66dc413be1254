// SPDX-License-Identifier: Apache-2.0
// Manifests, indexes and configurations of an image in a registry: from the cache where they are
// there and the caller's wish allows it, else from the registry and into the cache.
#pragma once

#include <string>

#include "oci/registry/registry_client.h"
#include "oci2boot/blob_cache.h"
#include "oci2boot/image_source.h"
#include "oci2boot/reference.h"

namespace oci2boot {

class RegistryDocuments {
 public:
  /// `client` is null when no registry may be asked; all four outlive this object.
  RegistryDocuments(const Reference& reference, const BlobCache& cache, RegistryClient* client,
                    const Limits& limits)
      : reference_(reference), cache_(cache), client_(client), limits_(limits) {}

  /// What the name stands for: what the cache remembers unless `pull` wants the registry's word.
  /// Throws Error: not_found when nobody knows it, and what RegistryClient throws.
  RegistryDocument find(Pull pull) const;

  /// Verified.
  std::string manifest(const Descriptor& descriptor) const;
  std::string configuration(const Descriptor& descriptor) const;

 private:
  std::optional<RegistryDocument> remembered(Pull pull) const;
  [[noreturn]] void not_here(const std::string& what) const;

  const Reference& reference_;
  const BlobCache& cache_;
  RegistryClient* client_;
  const Limits& limits_;
};

}  // namespace oci2boot
