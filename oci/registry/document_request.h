// SPDX-License-Identifier: Apache-2.0
// A manifest, an index or a configuration: asked for, read up to a limit, and checked, whoever
// gives it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "oci/http/http_client.h"
#include "oci/registry/registry_session.h"
#include "oci2boot/digest.h"
#include "oci2boot/manifest.h"

namespace oci2boot {

struct Document {
  std::string bytes;
  std::string media_type;  ///< its own word for that, else the registry's
};

struct DocumentRequest {
  RegistryRequest request;
  std::uint64_t limit;                  ///< how much is read of it
  std::optional<Digest> digest{};       ///< that it must have
  std::optional<std::uint64_t> size{};  ///< likewise
};

// `limit`: Limits::document_bytes.

/// The manifest or index that a tag stands for.
DocumentRequest tag_request(const std::string& tag, std::uint64_t limit);
/// One that is known by its digest alone.
DocumentRequest manifest_request(const Digest& digest, std::uint64_t limit);
/// What a descriptor names: a manifest or an index, or else a blob. Throws Error (invalid_image)
/// when it is larger than the limit.
DocumentRequest manifest_request(const Descriptor& descriptor, std::uint64_t limit);
DocumentRequest blob_request(const Descriptor& descriptor, std::uint64_t limit);

/// One try. Throws what the session throws, and Error: verification_failed when digest or size are
/// not those that were asked for, or the digest is not what the registry says; invalid_image when
/// what should be a manifest is no JSON.
Document fetch_document(RegistrySession& session, const DocumentRequest& wanted,
                        const std::stop_token& stop);

}  // namespace oci2boot
