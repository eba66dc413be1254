// SPDX-License-Identifier: Apache-2.0
#include "oci/http/url.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <new>

#include "oci/http/curl_handle.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

CurlUrl new_url() {
  CurlUrl url(libcurl().url());
  if (!url) throw std::bad_alloc();
  return url;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string in_lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

// What stands in front of "://", when that can be a scheme.
std::string scheme_of(const std::string& text) {
  const std::size_t end = text.find("://");
  if (end == std::string::npos || end == 0 || end > 16) return {};
  const bool plain = std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end),
                                 [](char c) { return is_letter(c) || is_digit(c); });
  return plain ? text.substr(0, end) : std::string();
}

}  // namespace

Url Url::parse(const std::string& text) {
  const CurlUrl handle = new_url();
  const CURLUcode wrong = libcurl().url_set(handle.get(), CURLUPART_URL, text.c_str(),
                                            CURLU_NON_SUPPORT_SCHEME | CURLU_DISALLOW_USER);
  if (wrong == CURLUE_USER_NOT_ALLOWED) {
    throw Error(ErrorCode::invalid_image, "a URL with a user name in it is not followed");
  }
  // Bytes after a NUL would be seen by nobody but us.
  if (wrong != CURLUE_OK || text.find('\0') != std::string::npos) {
    const std::string scheme = scheme_of(text);
    throw Error(
        ErrorCode::invalid_image,
        scheme.empty() ? "not a URL" : "not a URL, though it begins with " + scheme + "://");
  }

  Url url;
  url.scheme = in_lower_case(url_part(handle.get(), CURLUPART_SCHEME));
  if (url.scheme != "http" && url.scheme != "https") {
    throw Error(ErrorCode::invalid_image,
                "a URL of the scheme " + scheme_of(text) + " is not followed, only http and https");
  }
  url.host = in_lower_case(url_part(handle.get(), CURLUPART_HOST));
  const std::string port = url_part(handle.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  std::from_chars(port.data(), port.data() + port.size(), url.port);
  if (url.host.empty() || url.port <= 0 || url.port > 65535) {
    throw Error(ErrorCode::invalid_image, "not a URL: no host or no port in it");
  }
  return url;
}

bool Url::is_loopback() const {
  // libcurl resolves these names itself (RFC 6761, section 6.3).
  if (host == "localhost" || host.ends_with(".localhost") || host == "[::1]") return true;
  in_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1 && (ntohl(address.s_addr) >> 24U) == 127;
}

std::string redirect_target(const std::string& base, const std::string& location) {
  const CurlUrl handle = new_url();
  const bool understood =
      libcurl().url_set(handle.get(), CURLUPART_URL, base.c_str(), 0) == CURLUE_OK &&
      // Servers send spaces and bytes beyond ASCII as they are.
      libcurl().url_set(handle.get(), CURLUPART_URL, location.c_str(),
                        CURLU_NON_SUPPORT_SCHEME | CURLU_ALLOW_SPACE | CURLU_URLENCODE) ==
          CURLUE_OK;
  const std::string target = understood ? url_part(handle.get(), CURLUPART_URL) : std::string();
  return target.empty() ? location : target;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::string_view kUnreserved = "-._~";
  std::string encoded;
  for (const char c : text) {
    if (is_letter(c) || is_digit(c) || kUnreserved.find(c) != std::string_view::npos) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += kHex[byte >> 4U];
    encoded += kHex[byte & 15U];
  }
  return encoded;
}

}  // namespace oci2boot
