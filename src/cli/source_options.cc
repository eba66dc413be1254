// SPDX-License-Identifier: Apache-2.0
#include "src/cli/source_options.h"

#include "oci2boot/error.h"
#include "src/cli/limit_values.h"
#include "src/cli/values.h"

namespace oci2boot {

namespace {

Pull parse_pull(const std::string& text) {
  if (text == "always") return Pull::always;
  if (text == "missing") return Pull::missing;
  if (text == "never") return Pull::never;
  throw Error(ErrorCode::usage, "--pull " + text + ": expected always, missing or never");
}

/// Without the network an image is what the cache has of it. Of --offline and --pull always the one
/// that a stronger source asks for holds.
Pull pull_of(const GivenOptions& given) {
  const Pull pull = parse_pull(given.one("pull").value_or("missing"));
  if (!given.flag("offline")) return pull;
  if (pull != Pull::always) return Pull::never;
  const int offline = given.setting("offline")->rank;
  const int always = given.setting("pull")->rank;
  if (offline != always) return offline < always ? Pull::never : Pull::always;
  throw Error(ErrorCode::usage, "--offline and --pull always contradict each other");
}

std::filesystem::path path_of(const GivenOptions& given, std::string_view name) {
  const std::optional<std::string> path = given.one(name);
  if (path && path->empty()) {
    throw Error(ErrorCode::usage, "--" + std::string(name) + " names nothing");
  }
  return path.value_or("");
}

}  // namespace

Option cache_folder_option() {
  return {.names = "cache-dir",
          .kind = OptionKind::once,
          .value = "FOLDER",
          .help = "(default: oci2boot in $XDG_CACHE_HOME or ~/.cache)",
          .completes = ValueKind::folder};
}

std::filesystem::path cache_folder_of(const GivenOptions& given) {
  return path_of(given, "cache-dir");
}

Option jobs_option() {
  return {.names = "jobs",
          .kind = OptionKind::once,
          .value = "N",
          .help =
              "threads that pack at a time, whatever their number the same bytes; 1: layers are "
              "unpacked by one thread too (default: the processors, at most 8)"};
}

unsigned jobs_of(const GivenOptions& given) {
  const auto jobs = given.one("jobs");
  return jobs ? parse_jobs(*jobs) : usual_jobs();
}

void declare_source_options(Options& options) {
  using enum OptionKind;
  using enum Reach;
  add_group(
      options, "Which image, and from where",
      {{.names = "platform",
        .kind = once,
        .value = "OS/ARCH[/VARIANT]",
        .help = "which one of several (default: this machine's)",
        .choices = {"linux/amd64", "linux/arm64"},
        .reach = project},
       {.names = "creds",
        .kind = once,
        .value = "USER[:PASSWORD]",
        .help = "for the registry; asks for a password that is missing",
        .reach = typed},
       {.names = "authfile",
        .kind = once,
        .value = "FILE",
        .help = "credentials as `docker login` and `podman login` keep them (default: theirs)",
        .completes = ValueKind::file},
       {.names = "ca-cert",
        .kind = once,
        .value = "FILE",
        .help = "certificates (PEM) to trust besides the system's",
        .completes = ValueKind::file},
       {.names = "plain-http", .help = "no TLS (loopback addresses do without in any case)"},
       {.names = "mirror",
        .kind = many,
        .value = "[REGISTRY=]HOST[:PORT][/PATH]",
        .help = "ask there first, for Docker Hub's images or REGISTRY's"},
       {.names = "pull",
        .kind = once,
        .value = "WHEN",
        .help = "ask the registry always, or only when something is missing in the cache, or "
                "never (default: missing, but always for the command pull)",
        .choices = {"always", "missing", "never"},
        .reach = project},
       {.names = "offline", .help = "use no network: the cache has to do", .reach = project},
       cache_folder_option(),
       {.names = "parallel",
        .kind = once,
        .value = "N",
        .help = "layers to download at a time (default: 3)",
        .reach = project},
       {.names = "limit",
        .kind = many,
        .value = "NAME=N",
        .help = "how much an image may ask of this machine: entries, unpacked-bytes, path-bytes, "
                "layers ... (the error that stops it names the limit); none lifts it, and "
                "--limit none lifts all"}});
}

SourceRequest source_request(const GivenOptions& given, const PasswordPrompt& ask) {
  SourceRequest request;
  if (const auto platform = given.one("platform")) request.platform = Platform::parse(*platform);
  request.auth_file = path_of(given, "authfile");
  request.ca_certificate = path_of(given, "ca-cert");
  request.plain_http = given.flag("plain-http");
  for (const std::string& mirror : given.all("mirror")) {
    request.mirrors.push_back(parse_mirror(mirror, "--mirror"));
  }
  request.pull = pull_of(given);
  request.cache_folder = cache_folder_of(given);
  if (const auto parallel = given.one("parallel")) {
    request.parallel_downloads = parse_parallel(*parallel);
  }
  request.jobs = jobs_of(given);
  request.limits = parse_limits(given.all("limit"));
  if (const auto creds = given.one("creds")) request.credentials = parse_credentials(*creds, ask);
  return request;
}

}  // namespace oci2boot
