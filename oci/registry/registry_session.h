// SPDX-License-Identifier: Apache-2.0
// One repository at one place, a registry or a mirror, that is asked things.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "oci/registry/authorisation.h"
#include "oci/registry/courier.h"
#include "oci/registry/endpoint.h"
#include "oci2boot/registry_options.h"

namespace oci2boot {

/// What is asked for.
struct RegistryRequest {
  std::string path;  ///< below /v2/REPOSITORY/: "manifests/latest"
  std::string what;  ///< in words: "tag 'latest'"
  std::vector<HttpHeader> headers;
};

/// May be used from several threads at once.
class RegistrySession {
 public:
  /// `courier` must outlive this object. `find_credentials` is called at most once, and only when
  /// the place asks who is there.
  RegistrySession(const Courier& courier, Endpoint endpoint,
                  std::function<std::optional<Credentials>()> find_credentials,
                  const Patience& patience)
      : courier_(courier),
        endpoint_(std::move(endpoint)),
        authorisation_(courier, {endpoint_.name, endpoint_.repository, std::move(find_credentials),
                                 patience}) {}

  const Endpoint& endpoint() const { return endpoint_; }

  /// One try. `receiver` sees the answer only when it is a success. Throws TransientError when a
  /// later try may do better; StatusError for every other status; any other Error is final.
  HttpResponse get(const RegistryRequest& request, const HttpReceiver& receiver,
                   const std::stop_token& stop);

 private:
  std::string scheme(const std::stop_token& stop);
  std::string find_scheme(const std::stop_token& stop) const;
  void probe(const std::string& scheme, const std::stop_token& stop) const;

  const Courier& courier_;
  const Endpoint endpoint_;
  Authorisation authorisation_;
  std::mutex mutex_;
  std::string scheme_;  // once it is known
};

}  // namespace oci2boot
