// SPDX-License-Identifier: Apache-2.0
// What registries will be shown and trusted by, told before any of them is asked: for people who
// look for the reason why a pull fails. Never holds a secret.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "oci2boot/registry_options.h"

namespace oci2boot {

/// One file of credentials.
struct AuthFileSummary {
  std::filesystem::path path;
  bool exists = false;
  bool others_may_read = false;         ///< by its mode: its group, or everyone
  std::vector<std::string> registries;  ///< that it has credentials for: "docker.io", "HOST:PORT/a"
  std::vector<std::string> helpers;  ///< programs for one registry each: "docker-credential-gcloud"
  std::string store;                 ///< the program for all others; empty: none
  std::string failure;               ///< why it cannot be used; empty: it can
};

/// In the order in which they are asked. Runs no helper.
std::vector<AuthFileSummary> summarise(const std::vector<AuthFile>& files);

/// The file of certificates that TLS trusts, as libcurl was built; empty: it has none of its own.
/// Throws Error (missing_tool) when libcurl is not installed.
std::filesystem::path system_certificates();

}  // namespace oci2boot
