// SPDX-License-Identifier: Apache-2.0
#include "src/cli/default_output.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include "oci2boot/error.h"
#include "oci2boot/reference.h"

namespace oci2boot {

namespace {

constexpr std::string_view kExtension = ".qcow2";
constexpr std::size_t kDigestDigits = 12;  // as engines shorten image IDs

[[noreturn]] void refuse(std::string_view what) {
  throw Error(ErrorCode::usage, std::string(what) +
                                    " has no name that an output could be called by; name it, as "
                                    "in -o vm.qcow2");
}

std::string last_part(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

std::string name_of(const Reference& reference) {
  std::string name = last_part(reference.repository);
  if (!reference.tag.empty()) return name + "-" + reference.tag;
  if (reference.digest) name += "-" + std::string(reference.digest->hex().substr(0, kDigestDigits));
  return name;
}

/// Without the folder it is in and what tells that it is a packed archive.
std::string name_of_path(const std::string& location) {
  constexpr std::array<std::string_view, 9> kEndings = {".gz",  ".xz",  ".zst", ".bz2", ".tar",
                                                        ".tgz", ".txz", ".oci", ".tbz2"};
  std::error_code unknown;
  const std::filesystem::path path = std::filesystem::canonical(location, unknown);
  std::string name = unknown ? last_part(location) : path.filename().string();
  for (bool is_bare = false; !is_bare;) {
    const auto* const ending =
        std::find_if(kEndings.begin(), kEndings.end(), [&](std::string_view candidate) {
          return name.size() > candidate.size() && name.ends_with(candidate);
        });
    is_bare = ending == kEndings.end();
    if (!is_bare) name.resize(name.size() - ending->size());
  }
  return name;
}

/// An archive's tag may be a whole reference, as in docker-archive:FILE:registry.example/app:v1.
std::string tag_as_name(std::string_view tag) {
  std::string name = last_part(tag);
  std::replace(name.begin(), name.end(), ':', '-');
  return name;
}

std::string name_of(const ImageName& image) {
  switch (image.transport) {
    case Transport::standard_input:
      refuse("an image on standard input");
    case Transport::registry:
      return name_of(Reference::parse(image.location));
    case Transport::docker_daemon:
      // "sha256:ID" names an image that has no name.
      if (image.location.starts_with("sha256:")) return image.location.substr(7, kDigestDigits);
      return name_of(Reference::parse(image.location));
    default:
      break;
  }
  const std::string name = name_of_path(image.location);
  return image.tag.empty() ? name : name + "-" + tag_as_name(image.tag);
}

}  // namespace

std::string default_output(const ImageName& image) {
  const std::string name = name_of(image);
  if (name.empty() || name == "." || name == "/") refuse("'" + image.location + "'");
  return name + std::string(kExtension);
}

}  // namespace oci2boot
