// SPDX-License-Identifier: Apache-2.0
// Where a URL leads, read by the same parser that later connects: nobody can be shown one host and
// be sent to another.
#pragma once

#include <string>
#include <string_view>

namespace oci2boot {

struct Url {
  std::string scheme;  ///< "http" or "https"
  std::string host;    ///< in lower case; IPv6 addresses in brackets
  int port = 0;        ///< the scheme's own where the URL names none

  /// Throws Error (invalid_image) when `text` is no URL, is neither http nor https, or has a user
  /// name in it. The message repeats nothing of it but its scheme.
  static Url parse(const std::string& text);

  /// "registry.example:443": what messages call the other side.
  std::string host_and_port() const { return host + ":" + std::to_string(port); }
  /// localhost and names below it, 127.0.0.0/8 or ::1: the other side is this machine.
  bool is_loopback() const;

  /// Equal scheme, host and port: that is what credentials are bound to.
  bool operator==(const Url&) const = default;
};

/// The URL that the value of a Location header means in the response to `base` (RFC 9110, section
/// 10.2.2). A value that makes none is returned as it is.
std::string redirect_target(const std::string& base, const std::string& location);

/// `text` for use as a value in a URL's query or in a form (RFC 3986, section 2.3).
std::string percent_encoded(std::string_view text);

}  // namespace oci2boot
