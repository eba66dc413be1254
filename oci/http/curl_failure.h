// SPDX-License-Identifier: Apache-2.0
// What a failed transfer means, in words for people. Pure.
#pragma once

#include <string>

#include "oci/http/curl_handle.h"
#include "oci/http/http_client.h"

namespace oci2boot {

/// Who was asked, and which way.
struct Contact {
  std::string host;   ///< "registry.example:443", or the path of a socket
  std::string proxy;  ///< HOST:PORT; empty for none
  Patience patience;
  TlsFiles tls;
};

/// What libcurl tells of a failure.
struct CurlFailure {
  CURLcode code = CURLE_OK;
  std::string text;      ///< of its error buffer; may repeat the URL, so only known parts are used
  int os_error = 0;      ///< errno of the last connect(); 0 for none
  int proxy_status = 0;  ///< what the proxy answered to CONNECT; 0 for nothing
  bool connected = false;  ///< TLS included
  bool answered = false;   ///< the head of a response has arrived
};

/// Throws TransportError; and Error (failed) where our own certificate files are at fault.
[[noreturn]] void throw_failure(const CurlFailure& failure, const Contact& contact);

}  // namespace oci2boot
