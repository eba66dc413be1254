// SPDX-License-Identifier: Apache-2.0
#include "oci/sources/described_image.h"

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

bool is_tar_layer(const std::string& media_type) {
  // The compression is told by content; only that it is a tar archive matters here.
  return media_type.empty() || ((media_type.find(".tar") != std::string::npos ||
                                 media_type == "application/octet-stream") &&
                                media_type.find("+encrypted") == std::string::npos);
}

void check_platform(ImageDescription& image, const SourceOptions& options) {
  Platform& has = image.config.platform;
  if (has.os.empty()) has.os = options.platform.os;
  if (has.architecture.empty()) {
    has.architecture = options.platform.architecture;
    has.variant = options.platform.variant;
  }
  if (image.origin.platforms.empty()) image.origin.platforms.push_back(has);
  if (has.os != "linux") {
    throw Error(ErrorCode::invalid_image, image.name + " is an image for " + has.text() +
                                              "; only Linux images can be converted");
  }
  if (platform_score(options.platform, has) > 0) return;
  throw Error(ErrorCode::invalid_image,
              image.name + " is an image for " + has.text() + ", not for " +
                  options.platform.text() +
                  (options.platform_was_asked_for
                       ? ""
                       : "; --platform " + has.text() + " converts it all the same"));
}

}  // namespace

void check_image(ImageDescription& description, const SourceOptions& options) {
  check_platform(description, options);
  if (description.layers.size() != description.config.diff_ids.size()) {
    throw Error(ErrorCode::invalid_image,
                description.name + " has " + std::to_string(description.layers.size()) +
                    " layers, but its configuration lists " +
                    std::to_string(description.config.diff_ids.size()) + " diff IDs");
  }
  for (std::size_t i = 0; i < description.layers.size(); ++i) {
    Layer& layer = description.layers[i];
    layer.diff_id = description.config.diff_ids[i];
    if (!is_tar_layer(layer.media_type)) {
      throw Error(ErrorCode::invalid_image, "layer " + std::to_string(i + 1) + " of " +
                                                description.name + " is of the type " +
                                                layer.media_type + ", which is not supported");
    }
  }
}

}  // namespace oci2boot
