// SPDX-License-Identifier: Apache-2.0
// Asking a server, and the failure that comes of it.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <stop_token>
#include <string>

#include "oci/http/http_client.h"
#include "tests/support/loopback_server.h"

namespace oci2boot {

/// Nothing is waited for longer than it takes to be sure.
inline Patience short_patience() {
  Patience patience;
  patience.connect = std::chrono::seconds(1);
  patience.stall = std::chrono::seconds(1);
  return patience;
}

inline HttpRequest get(const std::string& url) {
  HttpRequest request;
  request.url = url;
  return request;
}

inline std::string body_of(const HttpClient& client, const HttpRequest& request) {
  std::string body;
  client.fetch(request, 1U << 20, body);
  return body;
}

/// Fails the test unless the request fails for this cause; returns the message.
inline std::string failure_of(const HttpClient& client, const HttpRequest& request,
                              TransportError::Cause cause) {
  try {
    body_of(client, request);
  } catch (const TransportError& error) {
    EXPECT_EQ(error.cause(), cause) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "a response where none was expected";
  return {};
}

}  // namespace oci2boot
