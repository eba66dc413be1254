// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/token_request.h"

#include <algorithm>

#include "oci/base64.h"
#include "oci/http/url.h"
#include "oci/json_document.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr std::string_view kClientId = "oci2boot";
/// The specification's lower bound, and one that no arithmetic on times overflows at.
constexpr std::uint64_t kShortestLifetime = 60;
constexpr std::uint64_t kLongestLifetime = 86'400;
/// Servers refuse headers far below this.
constexpr std::size_t kLongestToken = 64U << 10;

/// "a=1&b=2", with the values encoded.
class Form {
 public:
  void add(std::string_view name, std::string_view value) {
    if (!text_.empty()) text_ += '&';
    text_ += name;
    text_ += '=';
    text_ += percent_encoded(value);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::string parameter(const Challenge& challenge, const char* name) {
  const auto found = challenge.parameters.find(name);
  return found == challenge.parameters.end() ? std::string() : found->second;
}

std::string with_query(std::string url, const std::string& query) {
  url.resize(std::min(url.find('#'), url.size()));
  url += url.find('?') == std::string::npos ? '?' : '&';
  return url + query;
}

}  // namespace

std::string basic_authorisation(const Credentials& credentials) {
  return "Basic " + base64_encoded(credentials.username + ":" + credentials.password);
}

HttpRequest token_request(const Challenge& challenge, const std::string& repository,
                          const std::optional<Credentials>& credentials) {
  const bool trade_in = credentials && !credentials->identity_token.empty();
  Form form;
  if (trade_in) form.add("grant_type", "refresh_token");
  const std::string service = parameter(challenge, "service");
  if (!service.empty()) form.add("service", service);
  const std::string scope = parameter(challenge, "scope");
  form.add("scope", scope.empty() ? "repository:" + repository + ":pull" : scope);

  HttpRequest request;
  if (trade_in) {
    form.add("client_id", kClientId);
    form.add("refresh_token", credentials->identity_token);
    request.method = "POST";
    request.url = parameter(challenge, "realm");
    request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    request.body = form.text();
  } else {
    request.url = with_query(parameter(challenge, "realm"), form.text());
    if (credentials)
      request.headers.push_back({"Authorization", basic_authorisation(*credentials)});
  }
  request.headers.push_back({"Accept", "application/json"});
  return request;
}

BearerToken parse_token(std::string_view answer) {
  const std::string what = "the token server's answer";
  const Json document = parse_json(answer, what);
  BearerToken token{text_of(member(document, "token"), what + ".token")};
  if (token.text.empty()) {
    token.text = text_of(member(document, "access_token"), what + ".access_token");
  }
  const auto visible = [](char c) { return c > ' ' && c < 0x7f; };
  if (token.text.empty() || token.text.size() > kLongestToken ||
      !std::all_of(token.text.begin(), token.text.end(), visible)) {
    throw Error(ErrorCode::invalid_image, what + " holds no token");
  }
  const Json& lifetime = member(document, "expires_in");
  if (lifetime.is_number_unsigned()) {
    token.lifetime = std::chrono::seconds(
        std::clamp(lifetime.get<std::uint64_t>(), kShortestLifetime, kLongestLifetime));
  }
  return token;
}

}  // namespace oci2boot
