// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/manifest.h"

#include "oci/json_document.h"
#include "oci/limit_exceeded.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr std::string_view kWhat = "the manifest";

bool is_image_config(const std::string& media_type) {
  return media_type.empty() || media_type == "application/vnd.oci.image.config.v1+json" ||
         media_type == "application/vnd.docker.container.image.v1+json" ||
         // Builders that predate the specification's media types.
         media_type == "application/octet-stream" || media_type == "application/json";
}

[[noreturn]] void unsupported(const std::string& what) {
  throw Error(ErrorCode::invalid_image, what + ", which is not supported");
}

}  // namespace

DocumentKind recognise_document(std::string_view json) {
  const Json document = parse_json(json, std::string(kWhat));
  const std::string media_type = text_of(member(document, "mediaType"), "mediaType");
  const Json& version = member(document, "schemaVersion");
  if ((version.is_number_integer() && version == 1) ||
      media_type.starts_with("application/vnd.docker.distribution.manifest.v1")) {
    unsupported("the image has a manifest of Docker's schema 1");
  }
  const bool lists_manifests = document.is_object() && document.contains("manifests");
  const bool lists_layers = document.is_object() && document.contains("layers");
  if (lists_manifests && lists_layers) {
    // CVE-2021-41190: what it is would depend on who reads it.
    throw Error(ErrorCode::invalid_image,
                "the manifest claims to be an image and an index at once");
  }
  if (lists_manifests) return DocumentKind::index;
  if (lists_layers && document.contains("config")) return DocumentKind::manifest;
  throw Error(ErrorCode::invalid_image, "the manifest is neither that of an image nor an index");
}

Manifest parse_manifest(std::string_view json, const Limits& limits) {
  const Json document = parse_json(json, std::string(kWhat));
  Manifest manifest{descriptor_of(member(document, "config"), "config"), {}};
  const std::string artifact = text_of(member(document, "artifactType"), "artifactType");
  if (!is_image_config(manifest.config.media_type)) {
    unsupported("this is no container image but an artifact of the type " +
                (artifact.empty() ? manifest.config.media_type : artifact));
  }
  const Json& layers = member(document, "layers");
  if (!layers.is_array()) throw Error(ErrorCode::invalid_image, "the manifest lists no layers");
  if (layers.size() > limits.layers) {
    throw LimitExceeded("the image has " + std::to_string(layers.size()) +
                            " layers, over the limit of " + std::to_string(limits.layers),
                        "layers");
  }
  for (std::size_t i = 0; i < layers.size(); ++i) {
    manifest.layers.push_back(descriptor_of(layers[i], "layers[" + std::to_string(i) + "]"));
  }
  return manifest;
}

Index parse_index(std::string_view json) {
  const Json document = parse_json(json, "the index");
  Index index;
  const Json& manifests = member(document, "manifests");
  if (manifests.is_null()) return index;  // Docker 25 saves images so
  if (!manifests.is_array()) {
    throw Error(ErrorCode::invalid_image, "the index's \"manifests\" is not a list");
  }
  for (std::size_t i = 0; i < manifests.size(); ++i) {
    index.manifests.push_back(descriptor_of(manifests[i], "manifests[" + std::to_string(i) + "]"));
  }
  return index;
}

}  // namespace oci2boot
