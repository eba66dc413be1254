// SPDX-License-Identifier: Apache-2.0
#include "src/cli/registry_values.h"

#include <algorithm>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr std::string_view kSeparators = " ,\t\n";

/// HOST[:PORT], as far as it can be told without asking anybody.
bool is_host(std::string_view text) {
  return !text.empty() && text.front() != ':' && text.back() != ':' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view(".-_:[]").find(c) != std::string_view::npos;
         });
}

}  // namespace

Mirror parse_mirror(std::string_view text, std::string_view option) {
  Mirror mirror{"docker.io", std::string(text)};
  if (const std::size_t equals = text.find('='); equals != std::string_view::npos) {
    mirror.registry = text.substr(0, equals);
    mirror.location = text.substr(equals + 1);
  }
  if (mirror.registry == "index.docker.io") mirror.registry = "docker.io";
  while (mirror.location.ends_with('/')) mirror.location.pop_back();
  const std::string_view location = mirror.location;
  const std::size_t slash = location.find('/');
  const bool has_path = slash != std::string_view::npos;
  if (!is_host(mirror.registry) || !is_host(location.substr(0, slash)) ||
      (has_path && location[slash + 1] == '/')) {
    throw Error(ErrorCode::usage, std::string(option) + " " + std::string(text) +
                                      ": expected [REGISTRY=]HOST[:PORT][/PATH]");
  }
  return mirror;
}

std::vector<Mirror> parse_mirrors(std::string_view text, std::string_view variable) {
  std::vector<Mirror> mirrors;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(kSeparators), text.size());
    if (end > 0) mirrors.push_back(parse_mirror(text.substr(0, end), variable));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return mirrors;
}

Credentials parse_credentials(std::string_view text, const PasswordPrompt& ask) {
  const std::size_t colon = text.find(':');
  Credentials credentials;
  credentials.username = text.substr(0, colon);
  credentials.origin = "--creds";
  if (credentials.username.empty()) {
    throw Error(ErrorCode::usage, "--creds: expected USER:PASSWORD, or USER to be asked");
  }
  credentials.password = colon == std::string_view::npos ? ask(credentials.username)
                                                         : std::string(text.substr(colon + 1));
  return credentials;
}

}  // namespace oci2boot
