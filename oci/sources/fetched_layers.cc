// SPDX-License-Identifier: Apache-2.0
#include "oci/sources/fetched_layers.h"

#include <algorithm>
#include <utility>

namespace oci2boot {

RegistryOptions told_of_pauses(const SourceOptions& options) {
  RegistryOptions registry = options.registry;
  if (Progress* progress = options.progress) {
    registry.patience.on_pause = [progress](const std::string& failure,
                                            std::chrono::milliseconds pause) {
      progress->retrying(failure, pause);
    };
  }
  return registry;
}

FetchedLayers::FetchedLayers(std::vector<Wanted> wanted, std::unique_ptr<BlobOrigin> origin,
                             const SourceOptions& options)
    : cache_(options.cache_folder, options.scratch_folder),
      wanted_(std::move(wanted)),
      origin_(std::move(origin)),
      patience_(told_of_pauses(options).patience),
      parallel_(options.registry.parallel_downloads),
      progress_(options.progress) {
  std::reverse(wanted_.begin(), wanted_.end());
}

std::optional<std::size_t> FetchedLayers::place_of(std::size_t layer) const {
  const auto found =
      std::lower_bound(wanted_.begin(), wanted_.end(), layer,
                       [](const Wanted& wanted, std::size_t one) { return wanted.layer > one; });
  if (found == wanted_.end() || found->layer != layer) return std::nullopt;
  return static_cast<std::size_t>(found - wanted_.begin());
}

std::unique_ptr<ByteSource> FetchedLayers::open(std::size_t layer) const {
  std::call_once(started_, [this] { fetcher_ = std::make_unique<BlobFetcher>(cache_, request()); });
  return fetcher_->open(place_of(layer).value());
}

void FetchedLayers::fetch() const {
  if (!cache_.keeps()) return;
  BlobFetcher::Request wanted = request();
  wanted.verifies_cached = true;
  BlobFetcher(cache_, std::move(wanted)).wait();
}

BlobFetcher::Request FetchedLayers::request() const {
  BlobFetcher::Request request;
  for (const Wanted& wanted : wanted_) request.blobs.push_back(wanted.blob);
  request.origin = origin_.get();
  request.patience = patience_;
  request.parallel = parallel_;
  if (progress_ == nullptr) return request;
  request.observer.arriving = [this](std::size_t i, std::uint64_t bytes, std::uint64_t resumed) {
    progress_->arriving(wanted_[i].layer, bytes, wanted_[i].blob.size, resumed);
  };
  request.observer.waiting = [this](std::size_t i) { progress_->waiting(wanted_[i].layer); };
  request.observer.arrived = [this](std::size_t i, bool was_here) {
    progress_->arrived(wanted_[i].layer, was_here);
  };
  return request;
}

}  // namespace oci2boot
