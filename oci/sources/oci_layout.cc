// SPDX-License-Identifier: Apache-2.0
#include "oci/sources/oci_layout.h"

#include <utility>

#include "oci/index_choice.h"
#include "oci/manifest_choice.h"
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
  const std::unique_ptr<ByteSource> file = files->open("index.json");
  const Index index = parse_index(read_all(*file, Limits{}.document_bytes, "index.json"));
  const Descriptor named = choose_entry(index, options.platform, tag, files->name());

  ImageDescription description;
  description.origin.document = read_document(*files, named, "the manifest");
  description.origin.digest = named.digest;
  const ChosenManifest chosen =
      choose_manifest(named, options.platform, files->name(), [&](const Descriptor& descriptor) {
        return read_document(*files, descriptor, "the manifest");
      });
  const std::string config = read_document(*files, chosen.manifest.config, "the configuration");
  description.name = image_name(*files, entry_name(named));
  description.manifest_digest = chosen.descriptor.digest;
  description.id = chosen.manifest.config.digest;
  description.config = ImageConfig::parse(config);
  description.origin.platforms = chosen.platforms.empty() ? platforms_of(index) : chosen.platforms;
  std::vector<StoredLayer> stored;
  for (const Descriptor& layer : chosen.manifest.layers) {
    description.layers.push_back({layer.media_type, layer.digest, layer.size, std::nullopt});
    stored.push_back({blob_path(layer.digest), layer.data});
  }
  check_image(description, options);
  return std::make_unique<StoredImage>(std::move(description), std::move(files), std::move(stored));
}

}  // namespace oci2boot
