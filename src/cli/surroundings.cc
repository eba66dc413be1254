// SPDX-License-Identifier: Apache-2.0
#include "src/cli/surroundings.h"

#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <string>
#include <vector>

#include "oci2boot/error.h"
#include "src/cli/config_file.h"
#include "src/cli/registry_values.h"

namespace oci2boot {

namespace {

namespace fs = std::filesystem;

constexpr const char* kDockerSocket = "/var/run/docker.sock";
constexpr const char* kProjectConfig = "./oci2boot.toml";

/// Empty also when the variable is set to nothing.
std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

/// The absolute path that the variable holds, else empty.
fs::path folder(const char* name) {
  fs::path path = variable(name);
  return path.is_absolute() ? path : fs::path();
}

/// Empty where the base is.
fs::path below(const fs::path& base, const char* path) {
  return base.empty() ? fs::path() : base / path;
}

std::optional<Timestamp> source_date() {
  const std::string text = variable("SOURCE_DATE_EPOCH");
  if (text.empty()) return std::nullopt;
  Timestamp time;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, time.seconds);
  if (error != std::errc() || stop != end || time.seconds < 0) {
    throw Error(ErrorCode::usage, "SOURCE_DATE_EPOCH is not a number of seconds since 1970");
  }
  return time;
}

/// A base folder of the XDG specification: the variable's, else the one below HOME.
fs::path xdg_folder(const char* name, const char* below_home) {
  const fs::path base = folder(name);
  return base.empty() ? below(folder("HOME"), below_home) : base;
}

fs::path kernel_store() {
  if (const std::string store = variable("OCI2BOOT_KERNELS"); !store.empty()) return store;
  return below(xdg_folder("XDG_DATA_HOME", ".local/share"), "oci2boot/kernels");
}

std::vector<AuthFile> auth_files() {
  if (const std::string named = variable("REGISTRY_AUTH_FILE"); !named.empty()) {
    return {{named, true}};
  }
  fs::path docker = variable("DOCKER_CONFIG");
  if (docker.empty()) docker = below(folder("HOME"), ".docker");
  fs::path runtime = below(folder("XDG_RUNTIME_DIR"), "containers");
  if (runtime.empty()) runtime = "/run/containers/" + std::to_string(getuid());
  std::vector<AuthFile> files;
  for (const fs::path& file :
       {below(runtime, "auth.json"),
        below(xdg_folder("XDG_CONFIG_HOME", ".config"), "containers/auth.json"),
        below(docker, "config.json")}) {
    if (!file.empty()) files.push_back({file, false});
  }
  return files;
}

std::vector<fs::path> certificate_folders() {
  std::vector<fs::path> folders{"/etc/containers/certs.d", "/etc/docker/certs.d"};
  if (const fs::path home = folder("HOME"); !home.empty()) {
    folders.insert(folders.begin(), home / ".config/containers/certs.d");
  }
  return folders;
}

/// In lower case first, then in capitals.
std::string proxy_variable(const std::string& name) {
  if (std::string value = variable(name.c_str()); !value.empty()) return value;
  std::string capitals = name;
  for (char& c : capitals) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return variable(capitals.c_str());
}

Proxies proxies() {
  const std::string all = proxy_variable("all_proxy");
  Proxies found{proxy_variable("http_proxy"), proxy_variable("https_proxy"),
                proxy_variable("no_proxy")};
  if (found.http.empty()) found.http = all;
  if (found.https.empty()) found.https = all;
  return found;
}

std::string docker_host() {
  if (std::string host = variable("DOCKER_HOST"); !host.empty()) return host;
  const fs::path rootless = below(folder("XDG_RUNTIME_DIR"), "docker.sock");
  std::error_code ignored;
  const bool is_rootless =
      !fs::exists(kDockerSocket, ignored) && !rootless.empty() && fs::exists(rootless, ignored);
  return "unix://" + (is_rootless ? rootless.string() : kDockerSocket);
}

RegistryOptions registry_options() {
  RegistryOptions options;
  options.auth_files = auth_files();
  options.certificate_folders = certificate_folders();
  options.mirrors = parse_mirrors(variable("OCI2BOOT_MIRRORS"), "OCI2BOOT_MIRRORS");
  options.proxies = proxies();
  return options;
}

}  // namespace

Surroundings surroundings_of_process() {
  Surroundings surroundings;
  surroundings.scratch_folder = variable("TMPDIR");
  if (surroundings.scratch_folder.empty()) surroundings.scratch_folder = "/var/tmp";
  surroundings.kernel_store = kernel_store();
  surroundings.source_date = source_date();
  surroundings.cache_folder = below(xdg_folder("XDG_CACHE_HOME", ".cache"), "oci2boot");
  surroundings.registry = registry_options();
  surroundings.docker_host = docker_host();
  surroundings.search_path = variable("PATH");
  return surroundings;
}

OptionDefaults option_defaults_of_process() {
  constexpr std::string_view kPrefix = "OCI2BOOT_";
  OptionDefaults defaults;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (!text.starts_with(kPrefix) || equals == std::string_view::npos) continue;
    defaults.variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  defaults.home = folder("HOME");
  defaults.files = [] {
    std::vector<ConfigSource> files;
    const auto add = [&](const fs::path& path, Reach reach) {
      if (path.empty()) return;
      std::optional<std::string> text = read_config(path);
      if (text) files.push_back({path.string(), std::move(*text), reach});
    };
    add(kProjectConfig, Reach::project);
    add(below(xdg_folder("XDG_CONFIG_HOME", ".config"), "oci2boot/config.toml"), Reach::user);
    return files;
  };
  return defaults;
}

bool terminal_moves_cursor() {
  const std::string terminal = variable("TERM");
  return !terminal.empty() && terminal != "dumb";
}

bool terminal_has_colours() {
  return terminal_moves_cursor() && variable("NO_COLOR").empty();
}

}  // namespace oci2boot
