// SPDX-License-Identifier: Apache-2.0
#include "oci/sources/registry_image.h"

#include <mutex>
#include <utility>
#include <vector>

#include "oci/cache/blob_fetcher.h"
#include "oci/manifest_choice.h"
#include "oci/registry/registry_client.h"
#include "oci/sources/described_image.h"
#include "oci/sources/registry_documents.h"
#include "oci/verified_source.h"
#include "oci2boot/blob_cache.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

/// What the documents and the layers of one image come from.
struct Access {
  Access(const Reference& reference, const SourceOptions& options)
      : cache(options.cache_folder, options.scratch_folder), registry(options.registry) {
    if (Progress* progress = options.progress) {
      registry.patience.on_pause = [progress](const std::string& failure,
                                              std::chrono::milliseconds pause) {
        progress->retrying(failure, pause);
      };
    }
    if (options.pull != Pull::never) {
      client = std::make_unique<RegistryClient>(reference, registry);
    }
  }

  BlobCache cache;
  RegistryOptions registry;
  std::unique_ptr<RegistryClient> client;  // null: no registry may be asked
};

class RegistryImage final : public DescribedImage {
 public:
  RegistryImage(ImageDescription description, std::vector<Descriptor> blobs,
                std::unique_ptr<Access> access, const SourceOptions& options)
      : DescribedImage(std::move(description)),
        blobs_(std::move(blobs)),
        access_(std::move(access)),
        progress_(options.progress) {}

  std::unique_ptr<ByteSource> open_layer(std::size_t index) const override {
    std::call_once(started_,
                   [this] { fetcher_ = std::make_unique<BlobFetcher>(access_->cache, request()); });
    return fetcher_->open(index);
  }

  void fetch_layers() const override {
    if (!access_->cache.keeps()) return;
    BlobFetcher::Request wanted = request();
    wanted.verifies_cached = true;
    BlobFetcher(access_->cache, std::move(wanted)).wait();
  }

 private:
  BlobFetcher::Request request() const {
    BlobFetcher::Request request;
    request.blobs = blobs_;
    request.origin = access_->client.get();
    request.patience = access_->registry.patience;
    request.parallel = access_->registry.parallel_downloads;
    request.observer.arriving = [this](std::size_t i, std::uint64_t bytes, std::uint64_t resumed) {
      if (progress_ != nullptr) progress_->arriving(i, bytes, blobs_[i].size, resumed);
    };
    request.observer.waiting = [this](std::size_t i) {
      if (progress_ != nullptr) progress_->waiting(i);
    };
    request.observer.arrived = [this](std::size_t i, bool was_here) {
      if (progress_ != nullptr) progress_->arrived(i, was_here);
    };
    return request;
  }

  std::vector<Descriptor> blobs_;  // one for each layer
  std::unique_ptr<Access> access_;
  Progress* progress_;
  mutable std::once_flag started_;
  mutable std::unique_ptr<BlobFetcher> fetcher_;  // last: it uses all of the above
};

}  // namespace

std::unique_ptr<Image> open_registry_image(const Reference& reference,
                                           const SourceOptions& options) {
  auto access = std::make_unique<Access>(reference, options);
  const RegistryDocuments documents(reference, access->cache, access->client.get());
  const std::string name = reference.familiar_text();
  try {
    RegistryDocument named = documents.find(options.pull);
    const ChosenManifest chosen = choose_manifest(
        named.descriptor, options.platform, name, [&](const Descriptor& descriptor) {
          return descriptor.digest == named.descriptor.digest ? named.bytes
                                                              : documents.manifest(descriptor);
        });
    ImageDescription description;
    description.name = name;
    description.manifest_digest = chosen.descriptor.digest;
    description.id = chosen.manifest.config.digest;
    description.config = ImageConfig::parse(documents.configuration(chosen.manifest.config));
    description.origin = {std::move(named.bytes), named.descriptor.digest, chosen.platforms};
    for (const Descriptor& layer : chosen.manifest.layers) {
      description.layers.push_back({layer.media_type, layer.digest, layer.size, std::nullopt});
    }
    check_image(description, options);
    return std::make_unique<RegistryImage>(std::move(description), chosen.manifest.layers,
                                           std::move(access), options);
  } catch (const Error& error) {
    const std::string_view message = error.what();
    for (const std::string& told : {name, reference.repository}) {
      if (message.find(told) != std::string_view::npos) throw;
    }
    throw error.within(name);
  }
}

}  // namespace oci2boot
