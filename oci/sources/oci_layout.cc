// SPDX-License-Identifier: Apache-2.0
#include "oci/sources/oci_layout.h"

#include <utility>

#include "oci/index_choice.h"
#include "oci/sources/stored_image.h"
#include "oci/verified_source.h"
#include "oci2boot/error.h"
#include "oci2boot/limits.h"
#include "oci2boot/manifest.h"

namespace oci2boot {

namespace {

std::string blob_path(const Digest& digest) {
  return "blobs/" + std::string(digest.algorithm()) + "/" + std::string(digest.hex());
}

std::unique_ptr<ByteSource> open_blob(const FileSet& files, const Descriptor& descriptor) {
  const std::string path = blob_path(descriptor.digest);
  if (descriptor.data && !files.contains(path)) {
    return std::make_unique<MemorySource>(*descriptor.data);
  }
  return files.open(path);
}

/// A manifest, index or configuration, verified.
std::string read_document(const FileSet& files, const Descriptor& descriptor,
                          const std::string& what) {
  VerifiedSource source(open_blob(files, descriptor), descriptor.digest, descriptor.size,
                        what + " of " + files.name());
  return read_all(source, Limits{}.document_bytes, what);
}

struct Chosen {
  Descriptor descriptor;
  Manifest manifest;
};

/// From the layout's index through any indexes inside it to one manifest.
Chosen choose_manifest(const FileSet& files, const std::string& tag, const SourceOptions& options) {
  const std::unique_ptr<ByteSource> file = files.open("index.json");
  Index index = parse_index(read_all(*file, Limits{}.document_bytes, "index.json"));
  Descriptor entry = choose_entry(index, options.platform, tag, files.name());
  for (int depth = 0; depth < Limits{}.index_depth; ++depth) {
    const std::string document = read_document(files, entry, "the manifest");
    if (recognise_document(document) == DocumentKind::manifest) {
      return {entry, parse_manifest(document)};
    }
    index = parse_index(document);
    entry = choose_entry(index, options.platform, "", files.name());
  }
  throw Error(ErrorCode::invalid_image, files.name() + " nests its indexes too deeply");
}

/// A reference names the image; a tag alone says little without the layout's own name.
std::string image_name(const FileSet& files, const std::string& entry) {
  if (entry.empty()) return files.short_name();
  const bool is_tag = entry.find_first_of("/:") == std::string::npos;
  return is_tag ? files.short_name() + ":" + entry : entry;
}

}  // namespace

bool is_oci_layout(const FileSet& files) {
  return files.contains("index.json") && files.contains("oci-layout");
}

std::unique_ptr<Image> open_oci_layout(std::shared_ptr<const FileSet> files, const std::string& tag,
                                       const SourceOptions& options) {
  if (!files->contains("index.json")) {
    throw Error(ErrorCode::invalid_image,
                files->name() + " is no OCI image layout: it has no index.json");
  }
  const Chosen chosen = choose_manifest(*files, tag, options);
  const std::string config = read_document(*files, chosen.manifest.config, "the configuration");
  StoredImage::Parts parts;
  parts.name = image_name(*files, entry_name(chosen.descriptor));
  parts.manifest_digest = chosen.descriptor.digest;
  parts.id = chosen.manifest.config.digest;
  parts.config = ImageConfig::parse(config);
  for (const Descriptor& layer : chosen.manifest.layers) {
    parts.layers.push_back({layer.media_type, layer.digest, layer.size, std::nullopt});
    parts.layer_paths.push_back(blob_path(layer.digest));
    parts.embedded.push_back(layer.data);
  }
  parts.files = std::move(files);
  check_image(parts, options);
  return std::make_unique<StoredImage>(std::move(parts));
}

}  // namespace oci2boot
