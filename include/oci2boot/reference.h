// SPDX-License-Identifier: Apache-2.0
// Image references as Docker reads them (distribution/reference, "familiar" names).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "oci2boot/digest.h"

namespace oci2boot {

/// A name in a registry, normalised: `alpine` is docker.io/library/alpine:latest.
struct Reference {
  std::string registry;    ///< HOST or HOST:PORT; "docker.io" when the name gives none
  std::string repository;  ///< "library/alpine"
  std::string tag;         ///< "latest" when the name gives neither tag nor digest
  std::optional<Digest> digest;

  /// Throws Error (usage) that says which part breaks which rule.
  static Reference parse(std::string_view text);

  /// The whole name: "docker.io/library/alpine:latest".
  std::string text() const;
  /// As people write it, the way Docker shortens names: "alpine:latest".
  std::string familiar_text() const;
};

}  // namespace oci2boot
