// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/run/content_id.h"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "oci2boot/hasher.h"

namespace oci2boot {

namespace {

std::string digest_of_layer(const Image& image, std::size_t index) {
  const Layer& layer = image.layers()[index];
  if (layer.digest) return layer.digest->text();
  if (layer.diff_id) return layer.diff_id->text();
  Hasher hasher;
  std::vector<std::byte> buffer(std::size_t{1} << 20);
  const std::unique_ptr<ByteSource> bytes = image.open_layer(index);
  while (const std::size_t count = bytes->read(buffer)) {
    hasher.update(std::span(buffer).first(count));
  }
  return hasher.finish().text();
}

}  // namespace

std::string content_id(const Image& image) {
  if (image.id()) return image.id()->text();
  std::string digests;
  for (std::size_t i = 0; i < image.layers().size(); ++i) {
    digests += digest_of_layer(image, i) + " ";
  }
  return digests;
}

}  // namespace oci2boot
