// SPDX-License-Identifier: Apache-2.0
#include "oci/http/proxy_choice.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "oci/http/curl_handle.h"

namespace oci2boot {

namespace {

std::string without_brackets(std::string_view host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  return std::string(host);
}

// The 4 or 16 bytes of an address; empty when it is none.
std::vector<unsigned char> address_bytes(std::string_view text) {
  const std::string host = without_brackets(text);
  std::vector<unsigned char> bytes(16);
  if (inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1) return bytes;
  bytes.resize(4);
  if (inet_pton(AF_INET, host.c_str(), bytes.data()) == 1) return bytes;
  return {};
}

std::optional<unsigned> number(std::string_view text) {
  unsigned value = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (wrong != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_in_network(std::string_view host, std::string_view network, unsigned bits) {
  const auto address = address_bytes(host);
  const auto base = address_bytes(network);
  if (address.empty() || address.size() != base.size() || bits > base.size() * 8) return false;
  for (std::size_t bit = 0; bit < bits; ++bit) {
    const unsigned mask = 0x80U >> (bit % 8);
    if (((address[bit / 8] ^ base[bit / 8]) & mask) != 0) return false;
  }
  return true;
}

bool is_host_or_parent(std::string_view host, std::string_view name) {
  if (host == name) return true;
  // An address has no subdomains.
  return address_bytes(host).empty() && host.size() > name.size() && host.ends_with(name) &&
         host[host.size() - name.size() - 1] == '.';
}

// An entry as it is matched: in lower case, its port and a dot in front taken off.
bool matches(const Url& url, std::string entry) {
  std::transform(entry.begin(), entry.end(), entry.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (entry == "*") return true;

  if (const std::size_t slash = entry.find('/'); slash != std::string::npos) {
    const std::string_view all = entry;
    const auto bits = number(all.substr(slash + 1));
    return bits && is_in_network(url.host, all.substr(0, slash), *bits);
  }
  // A colon belongs to a port unless it stands in an IPv6 address.
  const std::size_t colon = entry.rfind(':');
  const bool has_port = colon != std::string::npos && address_bytes(entry).empty();
  if (has_port) {
    const auto port = number(std::string_view(entry).substr(colon + 1));
    if (!port || *port != static_cast<unsigned>(url.port)) return false;
    entry.resize(colon);
  }
  if (entry.starts_with("*.")) entry.erase(0, 1);
  if (entry.starts_with('.')) entry.erase(0, 1);
  if (entry.empty()) return false;

  const auto address = address_bytes(entry);
  if (!address.empty()) return address == address_bytes(url.host);
  return is_host_or_parent(url.host, entry);
}

}  // namespace

std::string proxy_for(const Url& url, const Proxies& proxies) {
  const std::string& proxy = url.scheme == "https" ? proxies.https : proxies.http;
  if (proxy.empty() || url.is_loopback()) return {};

  constexpr std::string_view kBetween = ", \t";
  const std::string_view none = proxies.none;
  std::size_t start = none.find_first_not_of(kBetween);
  while (start != std::string_view::npos) {
    const std::size_t end = std::min(none.find_first_of(kBetween, start), none.size());
    if (matches(url, std::string(none.substr(start, end - start)))) return {};
    start = none.find_first_not_of(kBetween, end);
  }
  return proxy;
}

std::string proxy_name(const std::string& proxy) {
  const CurlUrl handle(libcurl().url());
  const std::string with_scheme =
      proxy.find("://") == std::string::npos ? "http://" + proxy : proxy;
  if (!handle || libcurl().url_set(handle.get(), CURLUPART_URL, with_scheme.c_str(),
                                   CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
    return "(which is not a URL)";
  }
  // Without a port, libcurl takes 443 for https and 1080 for all else.
  const std::string port = url_part(handle.get(), CURLUPART_PORT);
  const bool https = url_part(handle.get(), CURLUPART_SCHEME) == "https";
  return url_part(handle.get(), CURLUPART_HOST) + ":" +
         (!port.empty() ? port
          : https       ? "443"
                        : "1080");
}

}  // namespace oci2boot
