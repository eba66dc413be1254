// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/doctor/registries.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string>

#include "oci2boot/error.h"
#include "oci2boot/registry_access.h"
#include "src/pipeline/host_program.h"

namespace oci2boot {

namespace {

std::string joined(const std::vector<std::string>& words) {
  constexpr std::size_t kMost = 8;
  std::string text;
  for (std::size_t i = 0; i < words.size() && i < kMost; ++i) {
    text += (i == 0 ? "" : ", ") + words[i];
  }
  return words.size() > kMost ? text + ", ..." : text;
}

Finding certificate_finding() {
  const std::string subject = "CA certificates";
  std::filesystem::path file;
  try {
    file = system_certificates();
  } catch (const Error& error) {
    return bad("libcurl", error.what(),
               "images in files convert without libcurl; registries and engines take the package "
               "libcurl4");
  }
  if (file.empty()) return good(subject, "the TLS library's own");
  if (::access(file.c_str(), R_OK) == 0) return good(subject, file.string());
  return bad(subject,
             "cannot read " + file.string() + ": " + errno_text(errno) + ": no registry is trusted",
             "install the package ca-certificates, or give --ca-cert FILE");
}

Finding auth_file_finding(const AuthFileSummary& file, const std::string& search_path) {
  const std::string subject = "credentials";
  const std::string path = file.path.string();
  if (!file.failure.empty()) {
    return bad(subject, file.failure,
               file.exists ? "docker login or podman login writes it anew"
                           : "REGISTRY_AUTH_FILE names it: unset that, or log in");
  }
  const auto is_missing = [&](const std::string& helper) {
    return !find_program(helper, search_path);
  };
  if (!file.store.empty() && is_missing(file.store)) {
    return bad(subject, path + " names " + file.store + ", which is not in PATH",
               "install it, or remove credsStore from the file");
  }
  const auto missing = std::find_if(file.helpers.begin(), file.helpers.end(), is_missing);
  if (missing != file.helpers.end()) {
    return doubtful(subject, path + " names " + *missing + ", which is not in PATH",
                    "install it, or remove its line in credHelpers from the file");
  }
  std::vector<std::string> sources = file.registries;
  sources.insert(sources.end(), file.helpers.begin(), file.helpers.end());
  if (!file.store.empty()) sources.push_back(file.store);
  const std::string detail = path + ": " + (sources.empty() ? "none" : joined(sources));
  if (file.others_may_read && !file.registries.empty()) {
    return doubtful(subject, detail + "; others may read the file", "chmod 600 " + path);
  }
  return good(subject, detail);
}

void add_credentials(const Surroundings& surroundings, std::vector<Finding>& findings) {
  const std::size_t before = findings.size();
  for (const AuthFileSummary& file : summarise(surroundings.registry.auth_files)) {
    if (!file.exists && file.failure.empty()) continue;
    findings.push_back(auth_file_finding(file, surroundings.search_path));
  }
  if (findings.size() == before) {
    findings.push_back(good("credentials", "none: registries are asked anonymously"));
  }
}

/// Without NAME:PASSWORD@.
std::string without_user(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
  const std::size_t at = url.rfind('@');
  if (at == std::string::npos || at < begin) return url;
  return url.substr(0, begin) + url.substr(at + 1);
}

void add_ways(const RegistryOptions& registry, std::vector<Finding>& findings) {
  for (const Mirror& mirror : registry.mirrors) {
    findings.push_back(good("mirror of " + mirror.registry, mirror.location));
  }
  const Proxies& proxies = registry.proxies;
  if (!proxies.https.empty()) findings.push_back(good("proxy", without_user(proxies.https)));
  if (proxies.https.empty() && !proxies.http.empty()) {
    findings.push_back(good("proxy", without_user(proxies.http) + ", for plain HTTP"));
  }
}

/// Nothing where there is none: few need it.
void add_engine(const std::string& host, std::vector<Finding>& findings) {
  constexpr std::string_view kUnix = "unix://";
  if (!host.starts_with(kUnix)) return;
  const std::string socket = host.substr(kUnix.size());
  if (::access(socket.c_str(), F_OK) != 0) return;
  if (::access(socket.c_str(), R_OK | W_OK) == 0) {
    findings.push_back(good("Docker engine", socket));
  } else {
    findings.push_back(doubtful("Docker engine", "cannot use " + socket + ": no docker-daemon:NAME",
                                "sudo usermod -aG docker \"$USER\", and log in again"));
  }
}

}  // namespace

std::vector<Finding> registry_findings(const Surroundings& surroundings) {
  std::vector<Finding> findings{certificate_finding()};
  add_credentials(surroundings, findings);
  add_ways(surroundings.registry, findings);
  add_engine(surroundings.docker_host, findings);
  return findings;
}

}  // namespace oci2boot
