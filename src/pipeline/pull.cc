// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/pull.h"

#include "oci2boot/image_source.h"

namespace oci2boot {

Pulled pull(const PullRequest& request, const Surroundings& surroundings, Progress& progress) {
  const SourceOptions options = source_options(request.source, surroundings, &progress);
  if (options.cache_folder.empty()) throw no_cache_folder();
  const Reference& reference = request.reference;
  const std::unique_ptr<Image> image =
      open_image({Transport::registry, reference.text(), ""}, options);
  progress.opened(*image);
  image->fetch_layers();
  const std::optional<Digest>& digest = image->origin().digest;
  Pulled pulled{reference.text(),
                reference.registry + "/" + reference.repository +
                    (digest ? "@" + digest->text() : ":" + reference.tag),
                image->config().platform.text(), image->layers().size(), 0};
  for (const Layer& layer : image->layers()) pulled.bytes += layer.size.value_or(0);
  return pulled;
}

}  // namespace oci2boot
