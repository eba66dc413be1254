// SPDX-License-Identifier: Apache-2.0
// Bearer tokens: the request for one, and the answer (distribution's "Token Authentication
// Specification" and "Oauth2 Token Authentication").
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "oci/http/http_client.h"
#include "oci/registry/challenge.h"
#include "oci2boot/registry_options.h"

namespace oci2boot {

/// The value of an Authorization header (RFC 7617).
std::string basic_authorisation(const Credentials& credentials);

/// A GET with the name and the password, if there are any; a POST that trades in an identity token.
/// `challenge` is a Bearer challenge with a realm; where it names no scope, that of pulling
/// `repository` is asked for.
HttpRequest token_request(const Challenge& challenge, const std::string& repository,
                          const std::optional<Credentials>& credentials);

struct BearerToken {
  std::string text;
  std::chrono::seconds lifetime{60};
};

/// Throws Error (invalid_image) when the answer holds no token that can go into a header; never
/// repeats any of it.
BearerToken parse_token(std::string_view answer);

}  // namespace oci2boot
