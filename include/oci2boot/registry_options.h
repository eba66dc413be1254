// SPDX-License-Identifier: Apache-2.0
// How registries are reached: who asks, whom to trust, which way, and how patiently. Nothing here
// is looked up in the environment; the caller says it all.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace oci2boot {

/// What a registry is shown. Either a name and a password, or an identity token (an OAuth2 refresh
/// token, as `docker login` keeps it for some registries).
struct Credentials {
  std::string username;
  std::string password;
  std::string identity_token;
  std::string
      origin;  ///< where they were found, for messages: "--creds", "/root/.docker/config.json"
};

/// A file of credentials: Docker's config.json or podman's auth.json (containers-auth.json(5)).
struct AuthFile {
  std::filesystem::path path;
  bool required = false;  ///< the user named it: that it is missing is an error
};

/// Where else the images of a registry are to be had.
struct Mirror {
  std::string registry;  ///< whose images: "docker.io"
  std::string location;  ///< HOST[:PORT][/PATH], where PATH goes in front of the repository's name
};

/// As curl takes them: "http://proxy.example:3128"; empty for none.
struct Proxies {
  std::string http;   ///< for plain HTTP
  std::string https;  ///< for HTTPS
  std::string none;   ///< hosts that are reached directly, separated by commas; "*" for all
};

/// When to try again and when to give up.
struct Patience {
  int tries = 6;                               ///< in a row without one byte of progress
  std::chrono::milliseconds first_pause{500};  ///< doubled from try to try, with jitter
  std::chrono::milliseconds longest_pause{30'000};
  std::chrono::seconds longest_retry_after{300};  ///< a server that asks for more is given up
  std::chrono::seconds connect{30};               ///< until a connection stands, TLS included
  std::chrono::seconds stall{30};                 ///< without any byte arriving
  /// Told, where it is set, of what failed and of the pause that now begins before it is tried
  /// again. Called from any thread, several at once.
  std::function<void(const std::string& failure, std::chrono::milliseconds pause)> on_pause;
};

struct RegistryOptions {
  std::optional<Credentials> credentials;  ///< for the registry that the image's name gives, only
  std::vector<AuthFile> auth_files;        ///< the first that knows a registry decides
  /// Folders as /etc/docker/certs.d: HOST[:PORT]/{*.crt,*.cert,*.key} (containers-certs.d(5)).
  std::vector<std::filesystem::path> certificate_folders;
  std::filesystem::path ca_certificate;  ///< trusted besides the system's; empty for none
  /// Loopback addresses may speak plain HTTP in any case.
  bool plain_http = false;
  std::vector<Mirror> mirrors;  ///< asked in this order, before the registry itself
  Proxies proxies;
  Patience patience;
  unsigned parallel_downloads = 3;
};

}  // namespace oci2boot
