// SPDX-License-Identifier: Apache-2.0
// An image in memory, made of the tar streams of its layers.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "oci/verified_source.h"
#include "oci2boot/hasher.h"
#include "oci2boot/image.h"

namespace oci2boot {

class FakeImage final : public Image {
 public:
  explicit FakeImage(std::vector<std::string> tars = {}) {
    for (std::string& tar : tars) {
      std::string blob = tar;
      add(tar, std::move(blob));
    }
  }

  /// A layer whose tar stream is stored as `blob`. All that can be declared of it is, and is true.
  FakeImage& add(const std::string& tar, std::string blob) {
    layers_.push_back({"", sha256_of(blob), blob.size(), sha256_of(tar)});
    blobs_.push_back(std::move(blob));
    return *this;
  }

  /// What is declared of a layer, to be changed by tests.
  Layer& declared(std::size_t index) { return layers_[index]; }

  const std::string& name() const override { return name_; }
  const std::optional<Digest>& manifest_digest() const override { return no_digest_; }
  const std::optional<Digest>& id() const override { return no_digest_; }
  const ImageConfig& config() const override { return config_; }
  const ImageOrigin& origin() const override { return origin_; }
  const std::vector<Layer>& layers() const override { return layers_; }
  std::unique_ptr<ByteSource> open_layer(std::size_t index) const override {
    return std::make_unique<VerifiedSource>(std::make_unique<MemorySource>(blobs_[index]),
                                            layers_[index].digest, layers_[index].size, "the blob");
  }

 private:
  std::string name_ = "fake";
  std::optional<Digest> no_digest_;
  ImageConfig config_;
  ImageOrigin origin_;
  std::vector<Layer> layers_;
  std::vector<std::string> blobs_;
};

}  // namespace oci2boot
