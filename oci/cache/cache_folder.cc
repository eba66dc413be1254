// SPDX-License-Identifier: Apache-2.0
#include "oci/cache/cache_folder.h"

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

/// "ALGORITHM-HEX": a digest without a ':', which some file systems refuse.
std::string file_name(const Digest& digest) {
  return std::string(digest.algorithm()) + "-" + std::string(digest.hex());
}

}  // namespace

std::filesystem::path CacheFolder::blobs(std::string_view algorithm) const {
  return root() / "blobs" / algorithm;
}

std::filesystem::path CacheFolder::blob(const Digest& digest) const {
  return blobs(digest.algorithm()) / digest.hex();
}

std::filesystem::path CacheFolder::partial(const Digest& digest) const {
  return partials() / file_name(digest);
}

std::optional<Digest> CacheFolder::digest_of_partial(const std::string& name) {
  const std::size_t dash = name.find('-');
  if (dash == std::string::npos) return std::nullopt;
  try {
    return Digest::parse(name.substr(0, dash) + ":" + name.substr(dash + 1));
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::optional<std::filesystem::path> CacheFolder::reference(const Reference& reference) const {
  // No part of a repository starts with '_': these names cannot be mistaken for one.
  const std::filesystem::path leaf =
      reference.digest ? std::filesystem::path("_digests") / file_name(*reference.digest)
                       : std::filesystem::path("_tags") / reference.tag;
  const std::filesystem::path inside =
      std::filesystem::path(reference.registry) / reference.repository / leaf;
  // Reference::parse() lets no such part pass; a Reference may have been put together otherwise.
  if (inside.is_absolute()) return std::nullopt;
  for (const std::filesystem::path& part : inside) {
    if (part.empty() || part == "." || part == "..") return std::nullopt;
  }
  return references() / inside;
}

}  // namespace oci2boot
