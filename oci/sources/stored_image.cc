// SPDX-License-Identifier: Apache-2.0
#include "oci/sources/stored_image.h"

#include "oci/verified_source.h"

namespace oci2boot {

std::unique_ptr<ByteSource> StoredImage::open_layer(std::size_t index) const {
  if (fetched_ && fetched_->has(index)) return fetched_->open(index);
  const StoredLayer& stored = stored_[index];
  std::unique_ptr<ByteSource> bytes;
  if (stored.embedded && !files_->contains(stored.path)) {
    bytes = std::make_unique<MemorySource>(*stored.embedded);
  } else {
    bytes = files_->open(stored.path);
  }
  const Layer& layer = layers()[index];
  if (!layer.digest) return bytes;
  return std::make_unique<VerifiedSource>(std::move(bytes), layer.digest, layer.size, "the blob");
}

void StoredImage::fetch_layers() const {
  if (fetched_) fetched_->fetch();
}

}  // namespace oci2boot
