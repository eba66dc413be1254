// SPDX-License-Identifier: Apache-2.0
// Which credentials there are for a registry: in files as `docker login` and `podman login` write
// them, or behind the helper programs that such files name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci2boot/registry_options.h"

namespace oci2boot {

/// What one file says of one registry.
struct AuthFileAnswer {
  std::optional<Credentials> credentials;  ///< without an origin
  std::string helper;      ///< or the program to ask, docker-credential-HELPER; empty for none
  std::string helper_key;  ///< what to ask it for
};

/// Looks `registry` ("docker.io", "HOST:PORT") and `repository` up in the text of such a file. The
/// most specific key wins: HOST/a/b, HOST/a, HOST; keys may be URLs
/// ("https://index.docker.io/v1/"). credHelpers go before auths, credsStore comes last. `where`
/// names the file. Throws Error (failed) when the text is no such file; the message never repeats
/// any of it.
AuthFileAnswer look_up(std::string_view text, const std::string& registry,
                       const std::string& repository, const std::string& where);

/// The first file that knows the registry decides. Nothing: ask anonymously. Throws Error (failed)
/// when a file or a helper fails, (missing_tool) when the helper is not installed.
std::optional<Credentials> find_credentials(const std::vector<AuthFile>& files,
                                            const std::string& registry,
                                            const std::string& repository);

/// Which registries and helpers the text of such a file names, without any secret. Throws the same.
struct AuthFileNames {
  std::vector<std::string> registries;  ///< sorted
  std::vector<std::string> helpers;     ///< programs for one registry each, sorted
  std::string store;                    ///< the program for all others; empty: none
};
AuthFileNames names_in(std::string_view text, const std::string& where);

/// The text of a file of credentials; nothing when it is not there and need not be. Throws Error
/// (failed).
std::optional<std::string> read_auth_file(const AuthFile& file);

/// Throws Error (failed) when a file that the user has named is not there: whether anybody will ask
/// for credentials is not known yet, that something is wrong is.
void check_required_files(const std::vector<AuthFile>& files);

/// Runs `docker-credential-NAME get` without a shell, giving it `key` on its standard input
/// (docker/docker-credential-helpers, "Protocol"). Nothing when it knows no credentials.
std::optional<Credentials> ask_credential_helper(const std::string& name, const std::string& key);

}  // namespace oci2boot
