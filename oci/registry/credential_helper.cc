// SPDX-License-Identifier: Apache-2.0
// The protocol of docker/docker-credential-helpers.
#include <algorithm>

#include "oci/json_document.h"
#include "oci/registry/credential_store.h"
#include "oci/registry/helper_process.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr std::string_view kUnknown = "credentials not found in native keychain";
constexpr std::size_t kLongestComplaint = 200;

/// Only what is a plain file name: a configuration file must not run a program of any other place.
bool is_helper_name(const std::string& name) {
  return !name.empty() && name.size() <= 128 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
}

bool knows_nothing(const ProcessOutput& output) {
  return output.standard_output.find(kUnknown) != std::string::npos ||
         output.standard_error.find(kUnknown) != std::string::npos;
}

/// The first line of what a helper that failed wrote for people. What may be an answer all the same
/// is not repeated: it would hold the secret.
std::string complaint(const ProcessOutput& output) {
  const std::string& text =
      output.standard_error.empty() ? output.standard_output : output.standard_error;
  const std::string line = text.substr(0, std::min(text.find('\n'), kLongestComplaint));
  if (line.empty() || text.find('{') != std::string::npos) return {};
  return ": " + line;
}

}  // namespace

std::optional<Credentials> ask_credential_helper(const std::string& name, const std::string& key) {
  if (!is_helper_name(name)) {
    throw Error(ErrorCode::failed, "the name of a credential helper is not a plain file name");
  }
  const std::string program = "docker-credential-" + name;
  const ProcessOutput output = run_helper_process({program, "get"}, key);
  if (output.exit_status != 0) {
    if (knows_nothing(output)) return std::nullopt;
    throw Error(ErrorCode::failed, program + " failed with exit status " +
                                       std::to_string(output.exit_status) + complaint(output));
  }
  Credentials credentials;
  try {
    const Json answer = parse_json(output.standard_output, "its answer");
    credentials.username = text_of(member(answer, "Username"), "its Username");
    credentials.password = text_of(member(answer, "Secret"), "its Secret");
  } catch (const Error& error) {
    throw Error(ErrorCode::failed, program + " is no credential helper: " + error.what());
  }
  if (credentials.username.empty() && credentials.password.empty()) return std::nullopt;
  if (credentials.username == "<token>") {
    credentials.username.clear();
    credentials.identity_token = std::exchange(credentials.password, {});
  }
  return credentials;
}

}  // namespace oci2boot
