// SPDX-License-Identifier: Apache-2.0
#include "oci/manifest_choice.h"

#include <optional>
#include <set>
#include <utility>

#include "oci/index_choice.h"
#include "oci/limit_exceeded.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

class Search {
 public:
  Search(const Platform& platform, const std::string& where, const ReadManifest& read,
         const ReadPlatform& read_platform, const Limits& limits)
      : platform_(platform),
        where_(where),
        read_(read),
        read_platform_(read_platform),
        limits_(limits) {}

  /// Nothing when all that `named` leads to is for other platforms.
  std::optional<ChosenManifest> from(const std::vector<Descriptor>& named) {
    is_only_one_ = named.size() == 1;
    for (const Descriptor& one : named) {
      std::optional<ChosenManifest> chosen = from(one, 0);
      if (!chosen) continue;
      chosen->named = one;
      return chosen;
    }
    return std::nullopt;
  }

  [[noreturn]] void nothing_fits() const {
    if (platforms_.empty()) throw Error(ErrorCode::invalid_image, where_ + " lists no image");
    refuse_platform(platform_, platforms_, where_);
  }

 private:
  std::optional<ChosenManifest> from(const Descriptor& named, std::uint64_t depth) {
    if (depth == limits_.index_depth) refuse("nests its indexes too deeply", "index-depth");
    const std::string document = read_(named);
    if (recognise_document(document) == DocumentKind::manifest) {
      Manifest manifest = parse_manifest(document, limits_);
      if (!is_only_one_ && !named.platform && !serves(manifest)) return std::nullopt;
      return ChosenManifest{named, named, std::move(manifest), platforms_};
    }
    if (++indexes_ > limits_.indexes) refuse("has too many indexes", "indexes");
    is_only_one_ = false;
    const Index index = parse_index(document);
    for (const Platform& platform : platforms_of(index)) note(platform);
    for (const Descriptor& candidate : candidates(index, platform_)) {
      if (auto chosen = from(candidate, depth + 1)) return chosen;
    }
    return std::nullopt;
  }

  [[noreturn]] void refuse(const std::string& what, std::string_view limit) const {
    throw LimitExceeded(where_ + " " + what, limit);
  }

  /// Whether its configuration is for the platform, or leaves that open.
  bool serves(const Manifest& manifest) {
    if (++configurations_ > limits_.indexes) {
      refuse("lists too many images that do not say what they are for", "indexes");
    }
    const Platform platform = read_platform_(manifest);
    if (platform.os.empty() || platform.architecture.empty()) return true;
    note(platform);
    return platform_score(platform_, platform) > 0;
  }

  void note(const Platform& platform) {
    if (known_.insert(platform.text()).second) platforms_.push_back(platform);
  }

  const Platform& platform_;
  const std::string& where_;
  const ReadManifest& read_;
  const ReadPlatform& read_platform_;
  const Limits& limits_;
  bool is_only_one_ = false;  // what is named without any choice is taken or refused as it is
  std::vector<Platform> platforms_;
  std::set<std::string> known_;  // the same
  std::uint64_t indexes_ = 0;
  std::uint64_t configurations_ = 0;
};

}  // namespace

ChosenManifest choose_manifest(const std::vector<Descriptor>& named, const Platform& platform,
                               const std::string& where, const ReadManifest& read,
                               const ReadPlatform& read_platform, const Limits& limits) {
  Search search(platform, where, read, read_platform, limits);
  if (auto chosen = search.from(named)) return std::move(*chosen);
  search.nothing_fits();
}

}  // namespace oci2boot
