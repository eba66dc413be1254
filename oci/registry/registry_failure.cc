// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/registry_failure.h"

#include <algorithm>
#include <vector>

#include "oci/http/retry.h"
#include "oci/http/url.h"
#include "oci/json_document.h"
#include "oci/registry/token_request.h"
#include "oci2boot/no_such_image.h"

namespace oci2boot {

namespace {

constexpr std::size_t kLongestCode = 64;
constexpr std::size_t kLongestText = 200;

/// The first error of a registry's answer, or that of an OAuth2 server; empty where there is none.
struct ServerText {
  std::string code;
  std::string message;
};

ServerText read_body(const std::string& body) {
  try {
    const Json document = parse_json(body, "the answer");
    const Json& errors = member(document, "errors");
    if (errors.is_array() && !errors.empty()) {
      return {text_of(member(errors[0], "code"), "code"),
              text_of(member(errors[0], "message"), "message")};
    }
    // RFC 6749, section 5.2; Docker Hub's own form.
    return {text_of(member(document, "error"), "error"),
            text_of(member(document, "error_description"), "error_description") +
                text_of(member(document, "details"), "details")};
  } catch (const Error&) {
    return {};  // a proxy's page, or whatever else
  }
}

/// A server may repeat what it was sent.
bool repeats_a_secret(const std::string& text, const FailedRequest& failed) {
  std::vector<std::string> secrets{failed.authorisation.substr(failed.authorisation.find(' ') + 1)};
  if (failed.credentials) {
    for (const std::string& secret :
         {failed.credentials->password, failed.credentials->identity_token}) {
      secrets.push_back(secret);
      secrets.push_back(percent_encoded(secret));
    }
    secrets.push_back(basic_authorisation(*failed.credentials).substr(sizeof("Basic")));
  }
  return std::any_of(secrets.begin(), secrets.end(), [&text](const std::string& secret) {
    return !secret.empty() && text.find(secret) != std::string::npos;
  });
}

/// " (404 MANIFEST_UNKNOWN: manifest unknown)".
std::string in_brackets(const FailedRequest& failed) {
  const std::string status = std::to_string(failed.status);
  const ServerText text = read_body(failed.body);
  if (repeats_a_secret(text.code + "\n" + text.message, failed)) return " (" + status + ")";
  return " (" + status + (text.code.empty() ? "" : " " + text.code.substr(0, kLongestCode)) +
         (text.message.empty() ? "" : ": " + text.message.substr(0, kLongestText)) + ")";
}

[[noreturn]] void refuse(const FailedRequest& failed, const std::string& message) {
  throw StatusError(Error(ErrorCode::not_authorised, message + in_brackets(failed)), failed.status);
}

struct Absent : StatusError, NoSuchImage {
  using StatusError::StatusError;
};

[[noreturn]] void throw_absent(ErrorCode code, const FailedRequest& failed,
                               const std::string& message) {
  throw Absent(Error(code, message + in_brackets(failed)), failed.status);
}

/// Docker Hub's answer for what it has not got.
[[noreturn]] void refuse_repository(const FailedRequest& failed) {
  const std::string what = failed.place + " refuses to give " + failed.repository;
  throw_absent(ErrorCode::not_authorised, failed,
               failed.credentials
                   ? what + " for " + describe_credentials(*failed.credentials) +
                         ": it does not exist, or they are not enough for it"
                   : what +
                         ": it does not exist or is private, and no credentials were found "
                         "(docker login, --creds or --authfile)");
}

[[noreturn]] void refuse_credentials(const FailedRequest& failed) {
  refuse(failed, failed.place + " refuses " + describe_credentials(*failed.credentials));
}

bool is_busy_or_broken(int status) {
  return status >= 500 || is_transient_status(status);
}

/// What a server says that has too much to do, or is broken.
[[noreturn]] void throw_unable(const FailedRequest& failed, const std::string& who) {
  std::string message = who + " cannot answer for now";
  if (failed.status == 429) {
    message = who + " allows no more pulls for now";
    if (!failed.credentials) message += "; credentials may raise the limit";
  }
  const Error error(ErrorCode::not_found, message + in_brackets(failed));
  if (is_transient_status(failed.status)) throw TransientError(error, failed.retry_after);
  throw StatusError(error, failed.status);
}

[[noreturn]] void throw_missing(const FailedRequest& failed) {
  const ServerText text = read_body(failed.body);
  std::string message = failed.place + " has no " + failed.what + " of " + failed.repository;
  if (text.code == "NAME_UNKNOWN") {
    message = failed.place + " has no repository " + failed.repository;
  } else if (text.code.empty()) {
    message += ", if it is a registry at all";
  }
  throw_absent(ErrorCode::not_found, failed, message);
}

}  // namespace

std::string describe_credentials(const Credentials& credentials) {
  const std::string of_whom =
      credentials.username.empty() ? "" : " of '" + credentials.username + "'";
  const std::string what =
      credentials.identity_token.empty() ? "the credentials" : "the identity token";
  return what + of_whom + " from " + credentials.origin;
}

void throw_failure(const FailedRequest& failed) {
  const int status = failed.status;
  if (is_busy_or_broken(status)) {
    throw_unable(failed, failed.sender.empty() ? failed.place : failed.sender);
  }
  if (!failed.sender.empty()) {
    // Not what it says: it may repeat a signed URL.
    const bool refused = status == 401 || status == 403;
    throw StatusError(
        Error(refused ? ErrorCode::not_authorised : ErrorCode::not_found,
              failed.sender + ", where " + failed.place + " keeps " + failed.what + " of " +
                  failed.repository + ", does not give it (" + std::to_string(status) + ")"),
        status);
  }
  if (status == 401 || status == 403) {
    const bool is_unknown = failed.credentials && status == 401 && !failed.token_was_granted;
    if (is_unknown) refuse_credentials(failed);
    refuse_repository(failed);
  }
  if (status == 404) throw_missing(failed);
  throw StatusError(
      Error(ErrorCode::not_found, failed.place + " does not give " + failed.what + " of " +
                                      failed.repository + in_brackets(failed)),
      status);
}

void throw_token_failure(const FailedRequest& failed) {
  const int status = failed.status;
  const std::string who = failed.sender + ", the token server of " + failed.place + ",";
  if (is_busy_or_broken(status)) throw_unable(failed, who);
  if (failed.credentials) {
    const bool trade_in = !failed.credentials->identity_token.empty();
    // RFC 6749 answers 400 to a token that it does not know.
    if (status == 401 || status == 403 || (status == 400 && trade_in)) refuse_credentials(failed);
    if (trade_in && (status == 404 || status == 405)) {
      refuse(failed,
             who + " takes no identity tokens; log in with a name and a password instead of " +
                 describe_credentials(*failed.credentials));
    }
  } else if (status == 401 || status == 403) {
    refuse_repository(failed);
  }
  throw StatusError(Error(ErrorCode::not_found, who + " gives no token" + in_brackets(failed)),
                    status);
}

void throw_foreign_failure(const FailedRequest& failed) {
  if (is_busy_or_broken(failed.status)) throw_unable(failed, failed.place);
  throw StatusError(
      Error(ErrorCode::not_found, failed.place + ", which the manifest names, does not give " +
                                      failed.what + in_brackets(failed)),
      failed.status);
}

}  // namespace oci2boot
