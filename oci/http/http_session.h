// SPDX-License-Identifier: Apache-2.0
// One libcurl handle with the connections that it keeps open.
#pragma once

#include <stop_token>
#include <string>

#include "oci/http/curl_handle.h"
#include "oci/http/http_client.h"

namespace oci2boot {

/// One request at a time. Bound to its TLS files, so that a connection made under one trust is
/// never used under another.
class HttpSession {
 public:
  /// Throws Error (failed) when one of the files cannot be read.
  explicit HttpSession(const TlsFiles& tls);

  const TlsFiles& tls() const { return tls_; }
  /// Whom the last request went to: a connection to it is likely still open.
  const Url& last() const { return last_; }

  /// As HttpClient::send().
  HttpResponse send(const HttpRequest& request, const HttpReceiver& receiver,
                    const Proxies& proxies, const Patience& patience, const std::stop_token& stop);

 private:
  struct Arrival;

  template <typename Value>
  void set(CURLoption option, Value value);
  void set_request(const HttpRequest& request, const CurlList& headers);
  void set_way(const HttpRequest& request, const std::string& proxy, const Patience& patience);
  void set_tls();
  void set_callbacks(Arrival& arrival);
  long info(CURLINFO what) const;

  TlsFiles tls_;
  std::string authorities_;  ///< in PEM; empty: the system's, as libcurl finds them
  CurlEasy handle_;          ///< made from the above, so gone before them
  Url last_;
};

}  // namespace oci2boot
