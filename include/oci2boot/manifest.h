// SPDX-License-Identifier: Apache-2.0
// Manifests and indexes, of the OCI and the Docker media type families alike (OCI image-spec,
// descriptor.md, manifest.md, image-index.md; Docker "Image Manifest V 2, Schema 2").
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci2boot/digest.h"
#include "oci2boot/limits.h"
#include "oci2boot/platform.h"

namespace oci2boot {

/// Where a blob is to be had and what it must be.
struct Descriptor {
  std::string media_type;
  Digest digest;
  std::uint64_t size = 0;
  std::vector<std::string> urls;  ///< where a registry does not have the blob: foreign layers
  std::map<std::string, std::string> annotations;
  std::optional<Platform> platform;  ///< in an index
  std::optional<std::string> data;   ///< the blob itself, when the descriptor embeds it
};

/// One image.
struct Manifest {
  Descriptor config;
  std::vector<Descriptor> layers;  ///< oldest first
};

/// Several images to choose from.
struct Index {
  std::vector<Descriptor> manifests;
};

/// What a document is, told by its fields and media type.
enum class DocumentKind { manifest, index };

/// Throws Error (invalid_image) for what is neither: among them schema 1 manifests and artifacts
/// that are no images, which are named.
DocumentKind recognise_document(std::string_view json);

/// Throw Error (invalid_image) on anything that is not such a document, and on a manifest of more
/// layers than `limits` allow.
Manifest parse_manifest(std::string_view json, const Limits& limits = {});
Index parse_index(std::string_view json);

}  // namespace oci2boot
