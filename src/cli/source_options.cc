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

/// Without the network an image is what the cache has of it.
Pull pull_of(const GivenOptions& given) {
  const Pull pull = parse_pull(given.one("pull").value_or("missing"));
  if (!given.flag("offline")) return pull;
  if (pull != Pull::always) return Pull::never;
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

void declare_source_options(Options& options) {
  const Options mine{{"platform", OptionKind::once},   {"creds", OptionKind::once},
                     {"authfile", OptionKind::once},   {"ca-cert", OptionKind::once},
                     {"plain-http", OptionKind::flag}, {"mirror", OptionKind::many},
                     {"pull", OptionKind::once},       {"offline", OptionKind::flag},
                     {"cache-dir", OptionKind::once},  {"parallel", OptionKind::once},
                     {"limit", OptionKind::many}};
  options.insert(options.end(), mine.begin(), mine.end());
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
  request.cache_folder = path_of(given, "cache-dir");
  if (const auto parallel = given.one("parallel")) {
    request.parallel_downloads = parse_parallel(*parallel);
  }
  request.limits = parse_limits(given.all("limit"));
  if (const auto creds = given.one("creds")) request.credentials = parse_credentials(*creds, ask);
  return request;
}

}  // namespace oci2boot
