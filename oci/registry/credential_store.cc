// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/credential_store.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "oci/base64.h"
#include "oci/json_document.h"
#include "oci/local_file.h"
#include "oci2boot/error.h"
#include "oci2boot/limits.h"

namespace oci2boot {

namespace {

constexpr std::string_view kDockerHub = "docker.io";
constexpr const char* kDockerHubKey = "https://index.docker.io/v1/";

/// The name that a key stands for: HOST[:PORT][/NAMESPACE]. URLs stand for their host, whatever
/// path they have, and so does what `docker login` wrote for registries of API version 1 and 2.
std::string normalised_key(std::string_view key) {
  const std::size_t scheme = key.find("://");
  if (scheme != std::string_view::npos) key.remove_prefix(scheme + 3);
  const std::size_t slash = std::min(key.find('/'), key.size());
  std::string_view host = key.substr(0, slash);
  std::string_view path = key.substr(slash);
  if (host == "index.docker.io" || host == "registry-1.docker.io") host = kDockerHub;
  while (path.ends_with('/')) path.remove_suffix(1);
  if (scheme != std::string_view::npos || path == "/v1" || path == "/v2") path = {};
  return std::string(host) + std::string(path);
}

/// How many characters of the image's name (HOST/a/b) `key` covers; 0 when it is another's.
std::size_t covered(const std::string& key, const std::string& name) {
  const bool covers =
      name.starts_with(key) && (name.size() == key.size() || name[key.size()] == '/');
  return covers ? key.size() : 0;
}

/// The name and the password of "auth": base64 of USER:PASSWORD.
void read_basic(const std::string& auth, Credentials& credentials, const std::string& what) {
  const std::optional<std::string> pair = base64_decoded(auth);
  const std::size_t colon = pair ? pair->find(':') : std::string::npos;
  if (colon == std::string::npos) {
    throw Error(ErrorCode::failed, what + ".auth is not base64 of NAME:PASSWORD");
  }
  credentials.username = pair->substr(0, colon);
  credentials.password = pair->substr(colon + 1);
  // Old versions of Docker padded it.
  const std::size_t last = credentials.password.find_last_not_of('\0');
  credentials.password.resize(last == std::string::npos ? 0 : last + 1);
}

std::optional<Credentials> read_entry(const Json& entry, const std::string& what) {
  Credentials credentials;
  credentials.username = text_of(member(entry, "username"), what + ".username");
  credentials.password = text_of(member(entry, "password"), what + ".password");
  credentials.identity_token = text_of(member(entry, "identitytoken"), what + ".identitytoken");
  const std::string auth = text_of(member(entry, "auth"), what + ".auth");
  if (!auth.empty()) read_basic(auth, credentials, what);
  if (!credentials.identity_token.empty()) {
    credentials.password.clear();
  } else if (credentials.username.empty() && credentials.password.empty()) {
    return std::nullopt;  // Docker leaves {} where credsStore knows more
  }
  return credentials;
}

/// The program that credHelpers has for the most specific key.
std::string chosen_helper(const Json& helpers, const std::string& name, const std::string& what) {
  std::string chosen;
  std::size_t best = 0;
  for (const auto& [key, helper] : text_map_of(helpers, what)) {
    const std::size_t size = covered(normalised_key(key), name);
    if (size > best && !helper.empty()) {
      best = size;
      chosen = helper;
    }
  }
  return chosen;
}

std::optional<Credentials> chosen_entry(const Json& auths, const std::string& name,
                                        const std::string& what) {
  std::optional<Credentials> chosen;
  std::size_t best = 0;
  for (const std::string& key : keys_of(auths, what)) {
    const std::size_t size = covered(normalised_key(key), name);
    if (size <= best) continue;
    if (std::optional<Credentials> found = read_entry(auths.at(key), what + " entry")) {
      best = size;
      chosen = std::move(found);
    }
  }
  return chosen;
}

AuthFileAnswer look_up_in(const Json& document, const std::string& registry,
                          const std::string& repository) {
  if (!document.is_object()) throw Error(ErrorCode::failed, "it is not a map");
  const std::string name = registry + "/" + repository;
  AuthFileAnswer answer;
  answer.helper_key = registry == kDockerHub ? kDockerHubKey : registry;
  answer.helper = chosen_helper(member(document, "credHelpers"), name, "credHelpers");
  if (!answer.helper.empty()) return answer;
  answer.credentials = chosen_entry(member(document, "auths"), name, "auths");
  if (answer.credentials) return answer;
  answer.helper = text_of(member(document, "credsStore"), "credsStore");
  return answer;
}

constexpr const char* kHelperPrefix = "docker-credential-";

AuthFileNames names_in_document(const Json& document) {
  if (!document.is_object()) throw Error(ErrorCode::failed, "it is not a map");
  std::set<std::string> registries;
  std::set<std::string> helpers;
  const Json& auths = member(document, "auths");
  for (const std::string& key : keys_of(auths, "auths")) {
    if (read_entry(auths.at(key), "auths entry")) registries.insert(normalised_key(key));
  }
  for (const auto& [key, helper] : text_map_of(member(document, "credHelpers"), "credHelpers")) {
    if (!helper.empty()) helpers.insert(kHelperPrefix + helper);
  }
  const std::string store = text_of(member(document, "credsStore"), "credsStore");
  return {{registries.begin(), registries.end()},
          {helpers.begin(), helpers.end()},
          store.empty() ? "" : kHelperPrefix + store};
}

/// Reads `text` as a file of credentials. None is an empty one.
template <typename Read>
auto read_as_auth_file(std::string_view text, const std::string& where, const Read& read)
    -> decltype(read(Json())) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return {};
  try {
    return read(parse_json(text, "it"));
  } catch (const Error& error) {
    throw Error(ErrorCode::failed, where + " is no file of credentials: " + error.what());
  }
}

}  // namespace

AuthFileAnswer look_up(std::string_view text, const std::string& registry,
                       const std::string& repository, const std::string& where) {
  return read_as_auth_file(text, where, [&](const Json& document) {
    return look_up_in(document, registry, repository);
  });
}

AuthFileNames names_in(std::string_view text, const std::string& where) {
  return read_as_auth_file(text, where, names_in_document);
}

std::optional<std::string> read_auth_file(const AuthFile& file) {
  std::error_code failure;
  if (!file.required && !std::filesystem::exists(std::filesystem::status(file.path, failure))) {
    return std::nullopt;
  }
  try {
    FileRange text(LocalFile::open(file.path));
    return read_all(text, Limits{}.document_bytes, file.path.string());
  } catch (const Error& error) {
    throw Error(ErrorCode::failed, error.what());
  }
}

void check_required_files(const std::vector<AuthFile>& files) {
  for (const AuthFile& file : files) {
    std::error_code failure;
    if (file.required && !std::filesystem::exists(file.path, failure)) {
      throw Error(ErrorCode::failed, "cannot read " + file.path.string() + ": " +
                                         errno_text(failure ? failure.value() : ENOENT));
    }
  }
}

std::optional<Credentials> find_credentials(const std::vector<AuthFile>& files,
                                            const std::string& registry,
                                            const std::string& repository) {
  for (const AuthFile& file : files) {
    const std::optional<std::string> text = read_auth_file(file);
    if (!text) continue;
    const std::string where = file.path.string();
    AuthFileAnswer answer = look_up(*text, registry, repository, where);
    if (answer.credentials) {
      answer.credentials->origin = where;
      return answer.credentials;
    }
    if (answer.helper.empty()) continue;
    try {
      std::optional<Credentials> found = ask_credential_helper(answer.helper, answer.helper_key);
      if (!found) continue;
      found->origin = kHelperPrefix + answer.helper + " (from " + where + ")";
      return found;
    } catch (const Error& error) {
      throw error.within("the credential helper that " + where + " names");
    }
  }
  return std::nullopt;
}

}  // namespace oci2boot
