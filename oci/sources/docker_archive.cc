// SPDX-License-Identifier: Apache-2.0
#include "oci/sources/docker_archive.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "oci/index_choice.h"
#include "oci/json_document.h"
#include "oci/limit_exceeded.h"
#include "oci/read_document.h"
#include "oci/sources/stored_image.h"
#include "oci2boot/error.h"
#include "oci2boot/hasher.h"

namespace oci2boot {

namespace {

constexpr const char* kManifest = "manifest.json";

struct SavedImage {
  std::string config;  // path of the configuration
  std::vector<std::string> names;
  std::vector<std::string> layers;  // paths, oldest first
};

/// Old Jib versions spell the keys in lower case, and the readers of their time did not mind.
const Json& member_any_case(const Json& object, const std::string& key) {
  static const Json kNull;
  const auto equal = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
  for (const auto& [name, value] : object.items()) {
    if (std::equal(name.begin(), name.end(), key.begin(), key.end(), equal)) return value;
  }
  return kNull;
}

std::string read_manifest(const FileSet& files, const Limits& limits) {
  if (!files.contains(kManifest)) {
    throw Error(ErrorCode::invalid_image,
                files.name() + (files.contains("repositories")
                                    ? " was saved by a Docker before 1.10, which is not supported; "
                                      "load it into a newer one and save it again"
                                    : " is no image archive: it has no manifest.json"));
  }
  const std::unique_ptr<ByteSource> file = files.open(kManifest);
  return read_document(*file, limits, kManifest);
}

std::vector<SavedImage> parse_saved_images(const std::string& text, const FileSet& files) {
  const Json document = parse_json(text, "manifest.json of " + files.name());
  if (!document.is_array() || document.empty()) {
    throw Error(ErrorCode::invalid_image, "manifest.json of " + files.name() + " lists no image");
  }
  std::vector<SavedImage> images;
  for (const Json& element : document) {
    if (!element.is_object()) {
      throw Error(ErrorCode::invalid_image,
                  "manifest.json of " + files.name() + " has an entry that is no image");
    }
    images.push_back({text_of(member_any_case(element, "Config"), "Config"),
                      texts_of(member_any_case(element, "RepoTags"), "RepoTags"),
                      texts_of(member_any_case(element, "Layers"), "Layers")});
  }
  return images;
}

std::string list(const std::vector<SavedImage>& images) {
  std::string text;
  for (const SavedImage& image : images) {
    for (const std::string& name : image.names) text += (text.empty() ? "" : ", ") + name;
  }
  return text.empty() ? "images without names" : text;
}

/// The image that is meant, with the name by which it was meant as its first.
SavedImage choose(const std::vector<SavedImage>& images, const std::string& reference,
                  const std::string& where) {
  if (reference.empty()) {
    if (images.size() == 1) return images.front();
    throw Error(ErrorCode::invalid_image,
                where + " holds several images: " + list(images) + " (add :NAME to choose one)");
  }
  for (SavedImage image : images) {
    for (std::string& name : image.names) {
      if (!is_named(name, reference)) continue;
      std::swap(name, image.names.front());
      return image;
    }
  }
  throw Error(ErrorCode::not_found,
              where + " has no image '" + reference + "'; it has " + list(images));
}

/// In newer archives the configuration lies in a content-addressed folder, "blobs/sha256/HEX". The
/// names that older tools chose ("HEX.json") promise nothing: readers never compared them.
void check_config(const std::string& path, const Digest& digest, const std::string& where) {
  constexpr std::string_view kFolder = "blobs/sha256/";
  if (!path.starts_with(kFolder) || path.substr(kFolder.size()) == digest.hex()) return;
  throw Error(ErrorCode::verification_failed, "the configuration " + path + " of " + where +
                                                  " has the digest " + digest.text() +
                                                  ": it was damaged or changed");
}

}  // namespace

bool is_docker_archive(const FileSet& files) {
  return files.contains(kManifest) || files.contains("repositories");
}

std::unique_ptr<Image> open_docker_archive(std::shared_ptr<const FileSet> files,
                                           const std::string& reference,
                                           const SourceOptions& options) {
  const std::string manifest = read_manifest(*files, options.limits);
  const SavedImage saved = choose(parse_saved_images(manifest, *files), reference, files->name());
  if (saved.layers.size() > options.limits.layers) {
    throw LimitExceeded(files->name() + " has too many layers", "layers");
  }
  const std::unique_ptr<ByteSource> file = files->open(saved.config);
  const std::string config = read_document(*file, options.limits, "the configuration");

  ImageDescription description;
  description.name = saved.names.empty() ? files->short_name() : saved.names.front();
  description.id = sha256_of(config);
  check_config(saved.config, *description.id, files->name());
  description.config = ImageConfig::parse(config);
  description.origin.document = manifest;
  std::vector<StoredLayer> stored;
  for (const std::string& path : saved.layers) {
    description.layers.push_back({"", std::nullopt, files->size(path), std::nullopt});
    stored.push_back({path, std::nullopt});
  }
  check_image(description, options);
  return std::make_unique<StoredImage>(std::move(description), std::move(files), std::move(stored),
                                       nullptr);
}

}  // namespace oci2boot
