// SPDX-License-Identifier: Apache-2.0
#include "oci/sources/registry_image.h"

#include <utility>
#include <vector>

#include "oci/manifest_choice.h"
#include "oci/registry/registry_client.h"
#include "oci/sources/described_image.h"
#include "oci/sources/fetched_layers.h"
#include "oci/sources/registry_documents.h"
#include "oci2boot/blob_cache.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

class RegistryImage final : public DescribedImage {
 public:
  RegistryImage(ImageDescription description, std::vector<FetchedLayers::Wanted> wanted,
                std::unique_ptr<RegistryClient> client, const SourceOptions& options)
      : DescribedImage(std::move(description)),
        fetched_(std::move(wanted), std::move(client), options) {}

  std::unique_ptr<ByteSource> open_layer(std::size_t index) const override {
    return fetched_.open(index);
  }
  void fetch_layers() const override { fetched_.fetch(); }

 private:
  FetchedLayers fetched_;
};

}  // namespace

std::unique_ptr<Image> open_registry_image(const Reference& reference,
                                           const SourceOptions& options) {
  const BlobCache cache(options.cache_folder, options.scratch_folder);
  std::unique_ptr<RegistryClient> client;  // null: no registry may be asked
  if (options.pull != Pull::never) {
    client = std::make_unique<RegistryClient>(reference, told_of_pauses(options),
                                              options.limits.document_bytes);
  }
  const RegistryDocuments documents(reference, cache, client.get(), options.limits);
  const std::string name = reference.familiar_text();
  try {
    RegistryDocument named = documents.find(options.pull);
    const auto config_of = [&documents](const Manifest& manifest) {
      return ImageConfig::parse(documents.configuration(manifest.config));
    };
    const ChosenManifest chosen = choose_manifest(
        {named.descriptor}, options.platform, name,
        [&](const Descriptor& descriptor) {
          return descriptor.digest == named.descriptor.digest ? named.bytes
                                                              : documents.manifest(descriptor);
        },
        [&config_of](const Manifest& manifest) { return config_of(manifest).platform; },
        options.limits);
    ImageDescription description;
    description.name = name;
    description.manifest_digest = chosen.descriptor.digest;
    description.id = chosen.manifest.config.digest;
    description.config = config_of(chosen.manifest);
    description.origin = {std::move(named.bytes), named.descriptor.digest, chosen.platforms};
    std::vector<FetchedLayers::Wanted> wanted;
    for (const Descriptor& layer : chosen.manifest.layers) {
      wanted.push_back({description.layers.size(), layer});
      description.layers.push_back({layer.media_type, layer.digest, layer.size, std::nullopt});
    }
    check_image(description, options);
    return std::make_unique<RegistryImage>(std::move(description), std::move(wanted),
                                           std::move(client), options);
  } catch (const Error& error) {
    const std::string_view message = error.what();
    for (const std::string& told : {name, reference.repository}) {
      if (message.find(told) != std::string_view::npos) throw;
    }
    throw error.within(name);
  }
}

}  // namespace oci2boot
