// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <filesystem>
#include <utility>

#include "oci2boot/digest.h"
#include "oci2boot/error.h"
#include "oci2boot/image_source.h"
#include "oci2boot/reference.h"

namespace oci2boot {

namespace {

struct Prefix {
  std::string_view text;
  Transport transport;
};

constexpr std::array kPrefixes{
    Prefix{"docker-archive:", Transport::docker_archive},
    Prefix{"oci-archive:", Transport::oci_archive},
    Prefix{"oci:", Transport::oci_layout},
};

/// Transports of skopeo that are not read here, and names that only files have.
constexpr std::array<std::string_view, 3> kForeignTransports{
    "containers-storage:", "dir:", "ostree:"};
constexpr std::array<std::string_view, 6> kFileEndings{".tar", ".tgz", ".gz",
                                                       ".xz",  ".zst", ".bz2"};

bool exists(std::string_view path) {
  std::error_code ignored;
  return std::filesystem::exists(std::filesystem::path(path), ignored);
}

/// "FILE:TAG" at the first colon before which something exists; a whole that exists is a path even
/// with colons in it.
ImageName split_tag(Transport transport, std::string_view text) {
  std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || exists(text)) return {transport, std::string(text), ""};
  for (std::size_t at = colon; at != std::string_view::npos; at = text.find(':', at + 1)) {
    if (exists(text.substr(0, at))) {
      colon = at;
      break;
    }
  }
  return {transport, std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

/// An engine's own ID of an image, or a name, whole: an engine takes one without a tag for all
/// tags.
std::string name_in_engine(const std::string& text) {
  if (text.starts_with("sha256:")) return Digest::parse(text).text();
  return Reference::parse(text).familiar_text();
}

ImageName parse_name(std::string_view text) {
  if (text == "-") return {Transport::standard_input, "-", ""};
  if (text.starts_with("rootfs:")) {
    return {Transport::rootfs, std::string(text.substr(7)), ""};
  }
  for (const Prefix& prefix : kPrefixes) {
    if (text.starts_with(prefix.text)) {
      return split_tag(prefix.transport, text.substr(prefix.text.size()));
    }
  }
  if (text.starts_with("docker-daemon:")) {
    return {Transport::docker_daemon, name_in_engine(std::string(text.substr(14))), ""};
  }
  if (text.starts_with("docker://")) {
    const std::string name(text.substr(9));
    return {Transport::registry, Reference::parse(name).text(), ""};
  }
  if (exists(text) || text.starts_with('/') || text.starts_with("./") || text.starts_with("../")) {
    return split_tag(Transport::path, text);
  }
  if (ImageName split = split_tag(Transport::path, text); exists(split.location)) return split;
  for (const std::string_view ending : kFileEndings) {
    // A misspelt file, not an image in a registry.
    if (text.ends_with(ending)) return {Transport::path, std::string(text), ""};
  }
  for (const std::string_view transport : kForeignTransports) {
    if (text.starts_with(transport)) {
      throw Error(ErrorCode::usage, std::string(transport) +
                                        " is not supported; save the image first, as in "
                                        "podman save NAME | oci2boot - -o initrd");
    }
  }
  return {Transport::registry, Reference::parse(text).text(), ""};
}

}  // namespace

ImageName ImageName::parse(std::string_view text) {
  if (text.empty()) throw Error(ErrorCode::usage, "the image's name is empty");
  ImageName name = parse_name(text);
  if (name.location.empty()) {
    throw Error(ErrorCode::usage, "'" + std::string(text) + "' names no file");
  }
  return name;
}

}  // namespace oci2boot
