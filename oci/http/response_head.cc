// SPDX-License-Identifier: Apache-2.0
#include "oci/http/response_head.h"

#include <algorithm>

#include "oci/http/url.h"

namespace oci2boot {

namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

bool equal_names(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

bool ResponseHead::add(std::string_view line, const std::string& host) {
  bytes_ += line.size();
  if (bytes_ > kMaxBytes) {
    throw TransportError(
        TransportError::Cause::malformed,
        host + " sent a header of more than " + std::to_string(kMaxBytes >> 10U) + " KiB");
  }
  if (finished_) return false;
  if (trimmed(line).empty()) return true;

  std::vector<HttpHeader>& headers = response_.headers;
  const bool continues = line.front() == ' ' || line.front() == '\t';  // obs-fold of RFC 9112
  const std::size_t colon = line.find(':');
  if (continues) {
    if (!headers.empty()) headers.back().value.append(" ").append(trimmed(line));
  } else if (line.substr(0, 5) != "HTTP/" && colon != std::string_view::npos) {
    headers.push_back({std::string(trimmed(line.substr(0, colon))),
                       std::string(trimmed(line.substr(colon + 1)))});
  }
  return false;
}

void ResponseHead::finish(int status, const std::string& url) {
  finished_ = true;
  response_.status = status;
  const auto location = response_.header("location");
  if (status >= 300 && status < 400 && location) {
    response_.redirect_url = redirect_target(url, *location);
  }
}

std::optional<std::string> HttpResponse::header(std::string_view name) const {
  for (const HttpHeader& header : headers) {
    if (equal_names(header.name, name)) return header.value;
  }
  return std::nullopt;
}

std::vector<std::string> HttpResponse::all_headers(std::string_view name) const {
  std::vector<std::string> values;
  for (const HttpHeader& header : headers) {
    if (equal_names(header.name, name)) values.push_back(header.value);
  }
  return values;
}

}  // namespace oci2boot
