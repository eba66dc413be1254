// SPDX-License-Identifier: Apache-2.0
// The lines above a response's body, as they arrive from a server that is not trusted.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "oci/http/http_client.h"

namespace oci2boot {

class ResponseHead {
 public:
  /// All heads of one response together, interim ones (1xx) and trailers included.
  static constexpr std::size_t kMaxBytes = 64U << 10;

  /// Takes one line, with its line end. Returns true for the empty line that ends a head. Throws
  /// TransportError (malformed) beyond kMaxBytes; `host` is for its message.
  bool add(std::string_view line, const std::string& host);

  /// The head was an interim one: another follows.
  void restart() { response_.headers.clear(); }
  /// It was the response's. Lines that come now are trailers, which nobody reads.
  void finish(int status, const std::string& url);

  bool is_finished() const { return finished_; }
  const HttpResponse& response() const { return response_; }

 private:
  HttpResponse response_;
  std::size_t bytes_ = 0;
  bool finished_ = false;
};

}  // namespace oci2boot
