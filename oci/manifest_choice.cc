// SPDX-License-Identifier: Apache-2.0
#include "oci/manifest_choice.h"

#include <utility>

#include "oci/index_choice.h"
#include "oci2boot/error.h"
#include "oci2boot/limits.h"

namespace oci2boot {

ChosenManifest choose_manifest(Descriptor named, const Platform& platform, const std::string& where,
                               const ReadManifest& read) {
  std::vector<Platform> platforms;
  for (int depth = 0; depth < Limits{}.index_depth; ++depth) {
    const std::string document = read(named);
    if (recognise_document(document) == DocumentKind::manifest) {
      return {std::move(named), parse_manifest(document), std::move(platforms)};
    }
    const Index index = parse_index(document);
    if (auto offered = platforms_of(index); !offered.empty()) platforms = std::move(offered);
    named = choose_entry(index, platform, "", where);
  }
  throw Error(ErrorCode::invalid_image, where + " nests its indexes too deeply");
}

}  // namespace oci2boot
