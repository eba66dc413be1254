// SPDX-License-Identifier: Apache-2.0
// From a status that is no success to a message that a person can act on.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "oci2boot/error.h"
#include "oci2boot/registry_options.h"

namespace oci2boot {

/// A final answer with a status.
class StatusError : public Error {
 public:
  StatusError(const Error& error, int status) : Error(error), status_(status) {}
  int status() const { return status_; }

 private:
  int status_;
};

/// A request that came to nothing.
struct FailedRequest {
  std::string place{};       ///< the registry or mirror that was asked
  std::string repository{};  ///< there
  std::string what{};        ///< that was asked for: "tag 'latest'", "blob sha256:…"
  std::string sender{};      ///< who answered, where that is another host; else empty
  int status = 0;
  /// The front of the answer's body; the errors that it lists (distribution-spec, "Error Codes")
  /// become part of the message.
  std::string body{};
  std::optional<std::chrono::seconds> retry_after{};
  std::optional<Credentials> credentials{};  ///< that there were for the place
  std::string authorisation{};               ///< the header that was sent; never repeated
  bool token_was_granted = false;            ///< for the credentials, by the place's token server
};

/// Throw TransientError or StatusError: not_authorised for 401 and 403, not_found for all others.
/// One that may tell that there is no such thing is NoSuchImage too.
[[noreturn]] void throw_failure(const FailedRequest& failed);
/// The same for a request to the token server of `failed.place`, which is `failed.sender`.
[[noreturn]] void throw_token_failure(const FailedRequest& failed);

/// The same for a place that the manifest names, which nothing was shown to.
[[noreturn]] void throw_foreign_failure(const FailedRequest& failed);

/// "the credentials of 'bob' from /root/.docker/config.json".
std::string describe_credentials(const Credentials& credentials);

}  // namespace oci2boot
