// SPDX-License-Identifier: Apache-2.0
#include "oci/sources/oci_layout.h"

#include <utility>

#include "oci/index_choice.h"
#include "oci/manifest_choice.h"
#include "oci/read_document.h"
#include "oci/registry/foreign_urls.h"
#include "oci/sources/stored_image.h"
#include "oci/verified_source.h"
#include "oci2boot/error.h"
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
std::string read_verified(const FileSet& files, const Descriptor& descriptor, const Limits& limits,
                          const std::string& what) {
  VerifiedSource source(open_blob(files, descriptor), descriptor.digest, descriptor.size,
                        what + " of " + files.name());
  return read_document(source, limits, what);
}

/// The layers that the layout leaves to their urls, as skopeo does; null when it has all it can.
std::unique_ptr<const FetchedLayers> left_to_urls(const FileSet& files, const Manifest& manifest,
                                                  const SourceOptions& options) {
  std::vector<FetchedLayers::Wanted> wanted;
  for (std::size_t i = 0; i < manifest.layers.size(); ++i) {
    const Descriptor& layer = manifest.layers[i];
    if (layer.urls.empty() || layer.data || files.contains(blob_path(layer.digest))) continue;
    wanted.push_back({i, layer});
  }
  if (wanted.empty()) return nullptr;
  std::unique_ptr<BlobOrigin> origin;
  if (options.pull != Pull::never) {
    origin = std::make_unique<ForeignUrls>(told_of_pauses(options));
  }
  return std::make_unique<FetchedLayers>(std::move(wanted), std::move(origin), options);
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
  const Index index = parse_index(read_document(*file, options.limits, "index.json"));
  const Descriptor& entry = choose_entry(index, options.platform, tag, files->name());

  ImageDescription description;
  const Limits& limits = options.limits;
  const auto config_of = [&files, &limits](const Manifest& manifest) {
    return ImageConfig::parse(read_verified(*files, manifest.config, limits, "the configuration"));
  };
  const ChosenManifest chosen = choose_manifest(
      equals_of(index, entry), options.platform, files->name(),
      [&files, &limits](const Descriptor& descriptor) {
        return read_verified(*files, descriptor, limits, "the manifest");
      },
      [&config_of](const Manifest& manifest) { return config_of(manifest).platform; }, limits);
  description.name = image_name(*files, entry_name(chosen.named));
  description.origin.document = read_verified(*files, chosen.named, limits, "the manifest");
  description.origin.digest = chosen.named.digest;
  description.manifest_digest = chosen.descriptor.digest;
  description.id = chosen.manifest.config.digest;
  description.config = config_of(chosen.manifest);
  description.origin.platforms = chosen.platforms.empty() ? platforms_of(index) : chosen.platforms;
  std::vector<StoredLayer> stored;
  for (const Descriptor& layer : chosen.manifest.layers) {
    description.layers.push_back({layer.media_type, layer.digest, layer.size, std::nullopt});
    stored.push_back({blob_path(layer.digest), layer.data});
  }
  check_image(description, options);
  auto fetched = left_to_urls(*files, chosen.manifest, options);
  return std::make_unique<StoredImage>(std::move(description), std::move(files), std::move(stored),
                                       std::move(fetched));
}

}  // namespace oci2boot
