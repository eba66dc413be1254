// SPDX-License-Identifier: Apache-2.0
#include "oci/manifest_choice.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "oci/index_choice.h"
#include "oci2boot/error.h"
#include "oci2boot/limits.h"

namespace oci2boot {

namespace {

class Search {
 public:
  Search(const Platform& platform, const std::string& where, const ReadManifest& read)
      : platform_(platform), where_(where), read_(read) {}

  /// Nothing when all that `named` leads to is for other platforms.
  std::optional<ChosenManifest> from(const Descriptor& named, int depth) {
    if (depth == Limits{}.index_depth) {
      throw Error(ErrorCode::invalid_image, where_ + " nests its indexes too deeply");
    }
    const std::string document = read_(named);
    if (recognise_document(document) == DocumentKind::manifest) {
      return ChosenManifest{named, parse_manifest(document), platforms_};
    }
    if (++indexes_ > Limits{}.indexes) {
      throw Error(ErrorCode::invalid_image, where_ + " has too many indexes");
    }
    const Index index = parse_index(document);
    for (const Platform& platform : platforms_of(index)) note(platform);
    for (const Descriptor& candidate : candidates(index, platform_)) {
      if (auto chosen = from(candidate, depth + 1)) return chosen;
    }
    return std::nullopt;
  }

  [[noreturn]] void nothing_fits() const {
    if (platforms_.empty()) throw Error(ErrorCode::invalid_image, where_ + " lists no image");
    refuse_platform(platform_, platforms_, where_);
  }

 private:
  void note(const Platform& platform) {
    if (std::find(platforms_.begin(), platforms_.end(), platform) == platforms_.end()) {
      platforms_.push_back(platform);
    }
  }

  const Platform& platform_;
  const std::string& where_;
  const ReadManifest& read_;
  std::vector<Platform> platforms_;
  std::size_t indexes_ = 0;
};

}  // namespace

ChosenManifest choose_manifest(const Descriptor& named, const Platform& platform,
                               const std::string& where, const ReadManifest& read) {
  Search search(platform, where, read);
  if (auto chosen = search.from(named, 0)) return std::move(*chosen);
  search.nothing_fits();
}

}  // namespace oci2boot
