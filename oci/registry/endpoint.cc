// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/endpoint.h"

#include <algorithm>
#include <string_view>

#include "oci/http/url.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr std::string_view kDockerHub = "docker.io";
constexpr const char* kDockerHubHost = "registry-1.docker.io";

std::vector<std::string> schemes_of(const std::string& host, bool plain_http) {
  if (plain_http) return {"http"};
  if (Url::parse("https://" + host).is_loopback()) return {"https", "http"};
  return {"https"};
}

/// A path that can go in front of a repository's name: it goes into URLs as it is.
bool is_repository_path(std::string_view path) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
           c == '/';
  };
  const std::string framed = "/" + std::string(path) + "/";
  return std::all_of(path.begin(), path.end(), allowed) &&
         (path.empty() || framed.find("//") == std::string::npos) &&
         framed.find("/./") == std::string::npos && framed.find("/../") == std::string::npos;
}

[[noreturn]] void refuse(const Mirror& mirror) {
  throw Error(ErrorCode::usage, "'" + mirror.location.substr(0, 256) +
                                    "' is not a mirror: it is written HOST[:PORT][/PATH]");
}

}  // namespace

Endpoint registry_endpoint(const Reference& reference, bool plain_http) {
  if (reference.registry == kDockerHub) {
    return {reference.registry, kDockerHubHost, reference.repository, {"https"}};
  }
  return {reference.registry, reference.registry, reference.repository,
          schemes_of(reference.registry, plain_http)};
}

Endpoint mirror_endpoint(const Mirror& mirror, const std::string& repository, bool plain_http) {
  std::string_view location = mirror.location;
  while (location.ends_with('/')) location.remove_suffix(1);
  const std::size_t slash = std::min(location.find('/'), location.size());
  const std::string host(location.substr(0, slash));
  const std::string_view path = location.substr(std::min(slash + 1, location.size()));
  if (host.empty() || host.find_first_of("?#@%\\ ") != std::string::npos ||
      !is_repository_path(path)) {
    refuse(mirror);
  }
  const std::string prefix = path.empty() ? std::string() : std::string(path) + "/";
  try {
    return {host, host, prefix + repository, schemes_of(host, plain_http)};
  } catch (const Error& error) {
    if (error.code() != ErrorCode::invalid_image) throw;  // without libcurl, no URL can be read
    refuse(mirror);
  }
}

}  // namespace oci2boot
