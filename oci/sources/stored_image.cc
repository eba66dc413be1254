// SPDX-License-Identifier: Apache-2.0
#include "oci/sources/stored_image.h"

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

bool is_tar_layer(const std::string& media_type) {
  // The compression is told by content; only that it is a tar archive matters here.
  return media_type.empty() || ((media_type.find(".tar") != std::string::npos ||
                                 media_type == "application/octet-stream") &&
                                media_type.find("+encrypted") == std::string::npos);
}

void check_platform(StoredImage::Parts& parts, const SourceOptions& options) {
  Platform& has = parts.config.platform;
  if (has.os.empty()) has.os = options.platform.os;
  if (has.architecture.empty()) {
    has.architecture = options.platform.architecture;
    has.variant = options.platform.variant;
  }
  if (has.os != "linux") {
    throw Error(ErrorCode::invalid_image, parts.name + " is an image for " + has.text() +
                                              "; only Linux images can be booted");
  }
  if (platform_score(options.platform, has) > 0) return;
  throw Error(ErrorCode::invalid_image,
              parts.name + " is an image for " + has.text() + ", not for " +
                  options.platform.text() +
                  (options.platform_was_asked_for
                       ? ""
                       : "; --platform " + has.text() + " converts it all the same"));
}

}  // namespace

std::unique_ptr<ByteSource> StoredImage::open_layer(std::size_t index) const {
  if (const auto& bytes = parts_.embedded[index];
      bytes && !parts_.files->contains(parts_.layer_paths[index])) {
    return std::make_unique<MemorySource>(*bytes);
  }
  return parts_.files->open(parts_.layer_paths[index]);
}

void check_image(StoredImage::Parts& parts, const SourceOptions& options) {
  check_platform(parts, options);
  if (parts.layers.size() != parts.config.diff_ids.size()) {
    throw Error(ErrorCode::invalid_image,
                parts.name + " has " + std::to_string(parts.layers.size()) +
                    " layers, but its configuration lists " +
                    std::to_string(parts.config.diff_ids.size()) + " diff IDs");
  }
  for (std::size_t i = 0; i < parts.layers.size(); ++i) {
    parts.layers[i].diff_id = parts.config.diff_ids[i];
    if (!is_tar_layer(parts.layers[i].media_type)) {
      throw Error(ErrorCode::invalid_image, "layer " + std::to_string(i + 1) + " of " + parts.name +
                                                " is of the type " + parts.layers[i].media_type +
                                                ", which is not supported");
    }
  }
}

}  // namespace oci2boot
